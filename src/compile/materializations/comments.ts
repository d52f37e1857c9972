import type { Step } from "../types.ts";
import { hasName, target } from "./names.ts";
import type { Work } from "./types.ts";

/** Docs kept in the database as comments. Columns that the relation has not are passed over: their tests say so. */
export function commentSteps(work: Work): Step[] {
  const { docs, selectColumns } = work.situation;
  if (docs === undefined) return [];
  const { dialect } = work;
  const kind = ["view", "external"].includes(work.settings.materialized) ? "view" : "table";
  const known = selectColumns?.map((column) => column.name);
  const steps: Step[] = [];
  if (docs.relation !== undefined) {
    steps.push({
      kind: "comment",
      sql: `comment on ${kind} ${target(work)} is ${dialect.renderString(docs.relation)}`,
    });
  }
  for (const [name, text] of Object.entries(docs.columns)) {
    if (known !== undefined && !hasName(known, name)) continue;
    steps.push({
      kind: "comment",
      sql: `comment on column ${target(work)}.${dialect.quoteName(name)} is ${dialect.renderString(text)}`,
    });
  }
  return steps;
}
