import type { Expression } from "../plan/expressions.ts";
import { partsOf } from "../plan/walk.ts";
import { isReference, passedThrough, referred, type Scope } from "./scope.ts";
import { momentOf } from "./trace-moment.ts";
import { noUses, type TracedColumn, type Uses, unite, withDecided } from "./traced.ts";

/** What an expression's value is computed of: all columns in it. So also the conditions of CASE, the FILTER and ORDER BY of an aggregate. */
export function usesOf(expression: Expression, scope: Scope): Uses {
  if (isReference(expression)) return referred(expression, scope).uses;
  return usesOfParts(partsOf(expression), scope);
}

export const usesOfParts = (parts: readonly Expression[], scope: Scope): Uses =>
  parts.reduce((uses, part) => unite(uses, usesOf(part, scope)), noUses);

/** What decides which rows the aggregates and windows in expressions have seen. */
export function decidedOf(expressions: readonly Expression[], scope: Scope): Uses {
  if (!scope.flow.hasSteps()) return noUses;
  return expressions.reduce((decided, each) => unite(decided, decidedOfOne(each, scope)), noUses);
}

const decidedOfOne = (expression: Expression, scope: Scope): Uses =>
  isReference(expression)
    ? (referred(expression, scope).decided ?? noUses)
    : decidedOf(partsOf(expression), scope);

/** What an expression makes of the columns. A bare reference, or a cast to the same type, passes a column on as it is. */
export function traceExpression(expression: Expression, scope: Scope): TracedColumn {
  const passed = passedThrough(expression);
  if (passed !== undefined) return referred(passed, scope);
  const uses = usesOf(expression, scope);
  const made = withDecided({ uses }, decidedOf([expression], scope));
  if (hasFixedLength(expression)) return { ...made, fixedLength: true };
  const value = checkedValue(expression);
  if (value !== undefined) {
    const { copy, tie } = traceExpression(value, scope);
    return { ...made, ...(copy && { copy }), ...(tie && { tie }) };
  }
  const tie = uses.size === 0 ? undefined : momentOf(expression, scope);
  return tie === undefined ? made : { ...made, tie };
}

const listMakers = new Set(["list_value", "unpivot_list"]);

const hasFixedLength = (expression: Expression): boolean =>
  (expression.kind === "call" && listMakers.has(expression.name)) ||
  (expression.kind === "constant" && expression.value.type.name === "LIST");

/** `CASE WHEN .. THEN error(..) ELSE value END`: how the engine checks that a scalar subquery has one row. */
function checkedValue(expression: Expression): Expression | undefined {
  if (expression.kind !== "case") return undefined;
  const fails = ({ value }: { readonly value: Expression }): boolean =>
    value.kind === "call" && value.name === "error";
  return expression.branches.every(fails) ? expression.otherwise : undefined;
}
