import type { Operator } from "../plan/operators.ts";

/** How many columns come out of an operator. */
export function widthOf(operator: Operator): number {
  switch (operator.kind) {
    case "table":
      return operator.columns.length;
    case "function":
      return operator.columns.length + (operator.input === undefined ? 0 : operator.inputColumns.length);
    case "values":
    case "data":
    case "noRows":
    case "cteScan":
    case "outerScan":
      return operator.types.length;
    case "oneRow":
      return 1;
    case "projection":
      return operator.expressions.length;
    case "filter":
      return operator.columns?.length ?? widthOf(operator.input);
    case "aggregation":
      return operator.groups.length + operator.aggregates.length + operator.groupings.length;
    case "windowing":
      return widthOf(operator.input) + operator.windows.length;
    case "unnesting":
      return widthOf(operator.input) + operator.lists.length;
    case "sorting":
    case "limit":
    case "distinct":
    case "sample":
      return widthOf(operator.input);
    case "join":
    case "conditionJoin":
      return widthOfJoin(operator);
    case "crossProduct":
    case "positionalJoin":
      return widthOf(operator.left) + widthOf(operator.right);
    case "setOperation":
    case "recursiveCte":
      return operator.columnCount;
    case "cte":
      return widthOf(operator.body);
  }
}

function widthOfJoin({ type, left, right }: Extract<Operator, { readonly kind: "join" | "conditionJoin" }>) {
  if (type === "semi" || type === "anti") return widthOf(left);
  if (type === "mark") return widthOf(left) + 1;
  if (type === "right semi" || type === "right anti") return widthOf(right);
  return widthOf(left) + widthOf(right);
}
