import type { Step } from "../types.ts";
import type { Strategy } from "./incremental.ts";
import { hasName, nameList, qualified, sameKey, scratchTable, target } from "./names.ts";
import { refusalStep } from "./refusal.ts";
import { incomingSelect } from "./settings.ts";
import type { Work } from "./types.ts";

/**
 * Updates the rows whose key is there and inserts the others. Two new rows with one key are refused, since which of them would win is
 * chance. `merge_update_columns` and `merge_exclude_columns` say what of a matched row changes, `merge_update_condition` (on `new` and
 * `old`) whether; `incremental_predicates` bound the rows of the table that are looked at, so a row beyond them is inserted again.
 */
export const merge: Strategy = (work, columns) => {
  const scratch = scratchTable(work);
  const { unique_key: keys = [], incremental_predicates: predicates = [] } = work.settings;
  const match = [sameKey(work, keys, "old", "new"), ...predicates.map((predicate) => `(${predicate})`)];
  return [
    { kind: "stage", sql: `create or replace temp table ${scratch} as\n${incomingSelect(work.node)}` },
    duplicateCheck(work, keys, scratch),
    {
      kind: "merge",
      sql: `merge into ${target(work)} as old
using ${scratch} as new
on ${match.join("\n  and ")}
${updateClause(work, columns, keys)}when not matched then insert (${nameList(work, columns)})
  values (${nameList(work, columns, "new")})`,
    },
    { kind: "drop", sql: `drop table ${scratch}` },
  ];
};

function updateClause(work: Work, columns: readonly string[], keys: readonly string[]): string {
  const {
    merge_update_columns: only,
    merge_exclude_columns: never = [],
    merge_update_condition: condition,
  } = work.settings;
  const changed = columns.filter(
    (name) => !hasName(keys, name) && !hasName(never, name) && (only === undefined || hasName(only, name)),
  );
  if (changed.length === 0) return "";
  const when = condition === undefined ? "" : ` and (${condition})`;
  const sets = changed.map((name) => `${qualified(work, name)} = ${qualified(work, name, "new")}`);
  return `when matched${when} then update set\n  ${sets.join(",\n  ")}\n`;
}

/** Stops where the new rows hold a key more than once. */
export function duplicateCheck(work: Work, keys: readonly string[], rows: string): Step {
  const names = nameList(work, keys);
  const shown = keys.map((key) => `coalesce(${qualified(work, key)}::VARCHAR, 'NULL')`).join(" || ', ' || ");
  return refusalStep(
    work.dialect,
    "Q0420",
    keys.join(", "),
    `select min(example) as example, count(*) as n from (
  select ${shown} as example from ${rows} group by ${names} having count(*) > 1
)`,
  );
}
