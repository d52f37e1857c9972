import type { Dialect } from "../../sql/dialect.ts";
import type { Cte } from "../statement.ts";
import type { TrainingSet } from "../training-types.ts";

/** What every step is written from. */
export interface Writing {
  readonly set: TrainingSet;
  readonly dialect: Dialect;
  /** Names as the dialect quotes them. */
  readonly quote: (name: string) => string;
  /** The set's key columns, quoted. */
  readonly key: readonly string[];
}

/**
 * Turns rows into other rows. `from` is what stands after FROM; the rows that come out are those of the last step, or `from` itself where there
 * is none.
 */
export type Pass = (writing: Writing, from: string) => readonly Cte[];

/** Returns what is known of a set before any step. */
export function startWriting(set: TrainingSet, dialect: Dialect): Writing {
  const quote = (name: string) => dialect.quoteName(name);
  return { set, dialect, quote, key: set.key.map(quote) };
}

/** Returns the steps of one pass after another, and the name of the rows that come out. */
export function chainPasses(
  writing: Writing,
  passes: readonly Pass[],
  from: string,
): { readonly steps: readonly Cte[]; readonly rows: string } {
  const steps: Cte[] = [];
  let rows = from;
  for (const pass of passes) {
    steps.push(...pass(writing, rows));
    rows = steps.at(-1)?.name ?? rows;
  }
  return { steps, rows };
}
