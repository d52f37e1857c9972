import { fillPlaces } from "../refresh-places.ts";
import type { CompiledRefresh, Step } from "../types.ts";
import { scratchTable } from "./names.ts";
import { replaceRelation } from "./replace-relation.ts";
import type { Work } from "./types.ts";

/**
 * The steps that bring a view's current values to the moment of the run: carried on from the moment that the table is of, or made anew, together
 * with the moments that the next build carries it on by.
 */
export function currentValues(
  work: Work,
  compiled: CompiledRefresh,
  known: NonNullable<Work["situation"]["currentValues"]>,
): readonly Step[] {
  const { dialect, node } = work;
  const moments = dialect.renderRelation(known.moments);
  if (known.since === undefined) {
    const table = replaceRelation(work, "table", node.select);
    if (compiled.moments === undefined) return table;
    return [...table, { kind: "stage", sql: `create or replace table ${moments} as\n${compiled.moments}` }];
  }
  const changed = scratchTable(work, "changed");
  const fresh = scratchTable(work, "fresh");
  const fill = (sql: string) =>
    fillPlaces(sql, { since: dialect.renderTimestamp(known.since ?? new Date(0)), moments, changed, fresh });
  return [
    { kind: "stage", sql: `create or replace temp table ${changed} as\n${fill(compiled.changed)}` },
    {
      kind: "stage",
      sql: `create or replace temp table ${fresh} as\n${fill(compiled.fresh)}`,
      counts: "entities",
    },
    ...compiled.changes.map(({ kind, sql }) => ({ kind, sql: fill(sql) })),
    { kind: "drop", sql: `drop table ${changed}` },
    { kind: "drop", sql: `drop table ${fresh}` },
  ];
}
