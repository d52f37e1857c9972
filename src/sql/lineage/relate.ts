import type { Comparison, Expression } from "../plan/expressions.ts";
import { isReference, referred, type Scope } from "./scope.ts";
import { isEarlier } from "./trace-moment.ts";
import { tieOf } from "./traced.ts";

/** Notes what conditions hold of cells, those under AND alone: that they are equal, or that one is no more than the other. */
export function relateAll(conditions: readonly Expression[], scope: Scope): void {
  if (!scope.flow.isOpen) return;
  for (const condition of conditions) {
    if (condition.kind === "conjunction" && condition.operator === "and")
      relateAll(condition.arguments, scope);
    else if (condition.kind === "comparison")
      relate(condition.left, scope, condition.operator, condition.right, scope);
    else if (condition.kind === "between") {
      relate(condition.lower, scope, "<=", condition.argument, scope);
      relate(condition.argument, scope, "<=", condition.upper, scope);
    }
  }
}

/** Notes what a comparison of two values holds of cells. */
export function relate(
  left: Expression,
  leftScope: Scope,
  comparison: Comparison,
  right: Expression,
  rightScope: Scope,
): void {
  if (!leftScope.flow.isOpen) return;
  if (comparison === ">" || comparison === ">=") {
    relate(right, rightScope, comparison === ">" ? "<" : "<=", left, leftScope);
    return;
  }
  const [one, other] = [boundOf(left, leftScope), boundOf(right, rightScope)];
  if (one === undefined || other === undefined) return;
  const { flow } = leftScope;
  const limit = (smaller: Bound, larger: Bound) => {
    for (const a of smaller.cells) for (const b of larger.cells) flow.limit(a, b);
  };
  if (comparison === "=" || comparison === "is not distinct from") {
    const [a, b] = [onlyCell(one), onlyCell(other)];
    if (a !== undefined && b !== undefined) flow.equate(a, b);
    else {
      if (one.isNoLess && other.isNoMore) limit(one, other);
      if (other.isNoLess && one.isNoMore) limit(other, one);
    }
  } else if (comparison === "<" || comparison === "<=") {
    // The day before is before, though both are starts of days.
    const areStarts = comparison === "<" && one.isStart && other.isStart;
    if ((one.isNoLess && other.isNoMore) || areStarts) limit(one, other);
  }
}

/** How a value compares with a cell; with several, with that of the side of a union that the row is of. */
interface Bound {
  readonly cells: readonly number[];
  readonly isNoLess: boolean;
  readonly isNoMore: boolean;
  readonly isSame: boolean;
  readonly isStart: boolean;
}

function onlyCell({ cells, isSame }: Bound): number | undefined {
  return isSame && cells.length === 1 ? cells[0] : undefined;
}

function boundOf(expression: Expression, scope: Scope): Bound | undefined {
  if (isReference(expression)) return boundOfColumn(expression, scope);
  if (expression.kind === "cast") {
    const bound = boundOf(expression.argument, scope);
    return bound && isEarlier(expression) ? start(bound) : bound;
  }
  if (expression.kind !== "call") return undefined;
  const { name, arguments: given } = expression;
  if (isEarlier(expression) && name !== "-") {
    const last = given.at(-1);
    const bound = last && boundOf(last, scope);
    return bound && start(bound);
  }
  const [value, shift] = given;
  if (value === undefined || shift === undefined || (name !== "-" && name !== "+")) return undefined;
  const bound = boundOf(value, scope);
  if (bound === undefined || !isSpan(shift)) return undefined;
  const moved = { ...bound, isSame: false, isStart: false };
  return name === "-" ? { ...moved, isNoLess: false } : { ...moved, isNoMore: false };
}

function boundOfColumn(expression: Extract<Expression, { kind: "column" | "binding" }>, scope: Scope) {
  const tie = tieOf(referred(expression, scope));
  if (tie === undefined || tie.kind === "top" || (tie.kind !== "equal" && tie.cells.length > 1))
    return undefined;
  const isSame = tie.kind === "equal";
  return {
    cells: tie.cells,
    isSame,
    isNoLess: isSame || tie.kind === "near",
    isNoMore: isSame || tie.kind === "early",
    isStart: tie.kind === "early",
  };
}

const start = (bound: Bound): Bound => ({ ...bound, isNoLess: false, isSame: false, isStart: true });

/** A constant length of time that is not negative. */
function isSpan(expression: Expression): boolean {
  if (expression.kind === "cast") return isSpan(expression.argument);
  if (expression.kind === "call")
    return /^(?:to_\w+s|trunc)$/.test(expression.name) && expression.arguments.every(isSpan);
  if (expression.kind !== "constant") return false;
  const { value } = expression.value;
  if (typeof value === "object" && value !== null && "micros" in value)
    return [value.months, value.days, value.micros].every((part) => !part.startsWith("-"));
  return typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value);
}
