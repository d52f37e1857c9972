import type { Strategy } from "./incremental.ts";
import { nameList, sameKey, scratchTable, target } from "./names.ts";
import { incomingSelect } from "./settings.ts";

/** Replaces all rows whose key is among the new rows. The key need not be unique there: it may be a day or a customer. */
export const deleteInsert: Strategy = (work, columns) => {
  const scratch = scratchTable(work);
  const { unique_key: keys = [], incremental_predicates: predicates = [] } = work.settings;
  const bounds = predicates.map((predicate) => `\n  and (${predicate})`).join("");
  return [
    { kind: "stage", sql: `create or replace temp table ${scratch} as\n${incomingSelect(work.node)}` },
    {
      kind: "delete",
      sql: `delete from ${target(work)} as old
where exists (select 1 from ${scratch} as new where ${sameKey(work, keys, "old", "new")})${bounds}`,
    },
    {
      kind: "insert",
      sql: `insert into ${target(work)} (${nameList(work, columns)})\nselect ${nameList(work, columns)} from ${scratch}`,
    },
    { kind: "drop", sql: `drop table ${scratch}` },
  ];
};
