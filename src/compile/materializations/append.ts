import type { Strategy } from "./incremental.ts";
import { nameList, target } from "./names.ts";
import { incomingSelect } from "./settings.ts";

/** Adds the new rows to those that are there. */
export const append: Strategy = (work, columns) => [
  {
    kind: "insert",
    sql: `insert into ${target(work)} (${nameList(work, columns)})
select ${nameList(work, columns)} from (
${incomingSelect(work.node)}
) as new`,
  },
];
