import type { BaseTable } from "../sql/lineage/lineage.ts";
import { onlyTable } from "../sql/lineage/unique-by.ts";
import type { Operator, Plan } from "../sql/plan/operators.ts";
import { eachOperator } from "../sql/plan/walk.ts";

/** The table whose rows a statement's are, each of them at most once; undefined where a join, a union, groups or a list may say otherwise. */
export function rowsOf({ root }: Plan): BaseTable | undefined {
  const definitions = new Map<number, Operator>();
  eachOperator(root, (operator) => {
    if (operator.kind === "cte") definitions.set(operator.index, operator.definition);
  });
  let body = root;
  while (body.kind === "cte") body = body.body;
  return onlyTable(body, definitions)?.table;
}
