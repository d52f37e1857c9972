import type { Expression } from "../plan/expressions.ts";
import type { ConditionJoin, Join } from "../plan/operators.ts";

/** A value of the left side and one of the right, each an expression over its own side. */
export interface Equality {
  readonly left: Expression;
  readonly right: Expression;
}

/** A condition that is no such equality is undefined. @param leftCount width of the left side */
export function conditionsOf(
  join: Join | ConditionJoin,
  leftCount: number,
): readonly (Equality | undefined)[] {
  if (join.kind === "join")
    return join.conditions.map((each) => (isEquality(each.comparison) ? each : undefined));
  return conjuncts(join.condition).map((each) => splitEquality(each, leftCount));
}

const isEquality = (comparison: string) => comparison === "=" || comparison === "is not distinct from";

const conjuncts = (expression: Expression): readonly Expression[] =>
  expression.kind === "conjunction" && expression.operator === "and"
    ? expression.arguments.flatMap(conjuncts)
    : [expression];

/** Of a condition over both sides: only an equality of two bare columns, which is what a key is. */
function splitEquality(expression: Expression, leftCount: number): Equality | undefined {
  if (expression.kind !== "comparison" || !isEquality(expression.operator)) return undefined;
  const { left: one, right: other } = expression;
  if (one.kind !== "column" || other.kind !== "column") return undefined;
  const [first, second] = one.index < other.index ? [one, other] : [other, one];
  if (first.index >= leftCount || second.index < leftCount) return undefined;
  return { left: first, right: { ...second, index: second.index - leftCount } };
}
