import type { Comparison, Expression, SortKey } from "./expressions.ts";
import type { Json } from "./json.ts";
import { allowKeys, asList, asObject, type Reading, translate } from "./reading.ts";

export const comparisons: Readonly<Record<string, Comparison>> = {
  COMPARE_EQUAL: "=",
  COMPARE_NOTEQUAL: "<>",
  COMPARE_LESSTHAN: "<",
  COMPARE_LESSTHANOREQUALTO: "<=",
  COMPARE_GREATERTHAN: ">",
  COMPARE_GREATERTHANOREQUALTO: ">=",
  COMPARE_DISTINCT_FROM: "is distinct from",
  COMPARE_NOT_DISTINCT_FROM: "is not distinct from",
};

export const readExpressions = (value: Json | undefined, { expression }: Reading): readonly Expression[] =>
  asList(value, "a list of expressions").map(expression);

const keyKeys = new Set(["type", "null_order", "expression"]);
const directions = { ASCENDING: "ascending", DESCENDING: "descending" } as const;
const nullOrders = { "NULLS FIRST": "first", "NULLS LAST": "last" } as const;

export function readSortKeys(value: Json | undefined, { expression }: Reading): readonly SortKey[] {
  return asList(value, "sort keys").map((each) => {
    const node = asObject(each, "a sort key");
    allowKeys(node, keyKeys, "a sort key");
    return {
      expression: expression(node.expression),
      direction: translate(directions, node.type, "sort direction"),
      nulls: translate(nullOrders, node.null_order, "order of nulls"),
    };
  });
}

const orderKeys = new Set(["orders"]);

/** `{"orders": [..]}`, or nothing where there is no ORDER BY. */
export function readOrder(value: Json | undefined, reading: Reading): readonly SortKey[] {
  if (value === undefined) return [];
  const node = asObject(value, "an order");
  allowKeys(node, orderKeys, "an order");
  return readSortKeys(node.orders, reading);
}
