import { diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import type { ClockDefinition, SqlText } from "../../project/features/definitions.ts";
import type { Declared } from "../declare.ts";
import type { Report } from "./feature-scope.ts";
import type { ClockSpec } from "./types.ts";

/** When the rows of a relation are, and which of them count beside what the user says. */
export interface ReadClock {
  readonly clock: ClockSpec;
  readonly where: readonly SqlText[];
}

/**
 * The clock that is written; without one, a snapshot's own columns tell from when until when each of its rows held. A row that says that
 * something was deleted is no state.
 */
export function clockOf(
  written: ClockDefinition,
  from: { readonly declared: Declared | undefined; readonly name: string; readonly span: Span },
  report: Report,
): ReadClock {
  const { timestamp, knownAt, validFrom, validTo } = written;
  const unclear = (problem: string, span: Span): ReadClock => {
    report(diagnose("Q1208", { view: from.name, problem }, { span }));
    return { clock: { kind: "none" }, where: [] };
  };
  if (timestamp && (validFrom ?? validTo))
    return unclear("it has a `timestamp` and validity", (validFrom ?? validTo ?? timestamp).span);
  if (timestamp) return { clock: { kind: "events", timestamp, ...(knownAt && { knownAt }) }, where: [] };
  if (knownAt) return unclear("`known_at` needs a `timestamp`", knownAt.span);
  if (validFrom) return { clock: { kind: "versions", validFrom, ...(validTo && { validTo }) }, where: [] };
  if (validTo) return unclear("`valid_to` needs a `valid_from`", validTo.span);
  return snapshotClock(from.declared, from.span) ?? { clock: { kind: "none" }, where: [] };
}

function snapshotClock(declared: Declared | undefined, span: Span): ReadClock | undefined {
  if (declared?.kind !== "snapshot") return undefined;
  const { snapshot_columns: names = {}, hard_deletes } = declared.merged.settings;
  const column = (name: string): SqlText => ({
    sql: quote(names[name] ?? names[`dbt_${name}`] ?? name),
    span,
  });
  return {
    clock: { kind: "versions", validFrom: column("valid_from"), validTo: column("valid_to") },
    where: hard_deletes === "new_record" ? [{ sql: `not ${column("is_deleted").sql}`, span }] : [],
  };
}

const quote = (name: string): string =>
  /^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
