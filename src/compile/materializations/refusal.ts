import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Step } from "../types.ts";

/** What a check inside a plan can find in the rows. */
export type RefusalCode = "Q0420" | "Q0421" | "Q0422";

/**
 * A step that stops the node where `rows` is not empty.
 *
 * @param rows a SELECT with two columns: `example` (text of one offending value) and `n` (how many there are in all).
 */
export function refusalStep(dialect: Dialect, code: RefusalCode, subject: string, rows: string): Step {
  const start = dialect.renderString(`${code} ${subject}: `);
  const text = `${start} || n || ' in all, such as ' || coalesce(example, 'NULL')`;
  return { kind: "check", sql: `select error(${text}) from (\n${rows}\n) where n > 0` };
}

/** The diagnostic of a `refusalStep` that stopped, from the engine's message; undefined for every other failure. */
export function findRefusal(message: string): Diagnostic | undefined {
  const found = /(?:^|: )(Q042[0-2]) (.*?): (\d+ in all, such as .*)$/s.exec(message);
  if (found === null) return undefined;
  const [, code, subject = "", example = ""] = found;
  return diagnose(code as RefusalCode, { subject, example });
}
