import type { Expression, WindowExpression } from "../plan/expressions.ts";
import { partsOf } from "../plan/walk.ts";
import type { Reach } from "./flow.ts";
import { keptCells } from "./kept-cells.ts";
import { isOuter, isReference, referred, type Scope } from "./scope.ts";
import { decidedOf, usesOfParts } from "./trace-expression.ts";
import { isMoment } from "./trace-moment.ts";
import { type TracedColumn, tieOf, type Uses, unite, withDecided } from "./traced.ts";

/**
 * The value of a window: computed of all columns in it, also those of its partition, its order and its frame. Those of the partition are the own
 * row's; the others' come from the rows that the window looks at. @param exists what decides the rows that it runs over
 */
export function traceWindow(window: WindowExpression, scope: Scope, exists: Uses): TracedColumn {
  const { flow } = scope;
  const partition = new Set<Expression>(window.partitionBy);
  // Columns of the query around a subquery are constant in it: the engine adds them when it unfolds it.
  const own = window.partitionBy.filter((key) => !isOuter(key, scope));
  const others = partsOf(window).filter((part) => !partition.has(part));
  const reach: Reach = {
    ...directionOf(window, scope),
    by: nameOf(window),
    step: flow.step(window),
    ...keptCells(window.partitionBy, scope),
  };
  const seen = unite(exists, decidedOf(others, scope));
  const uses = unite(usesOfParts(own, scope), flow.through(usesOfParts(others, scope), reach));
  const decided = unite(decidedOf(own, scope), flow.through(seen, reach));
  const isCount = reach.kind === "before" && reach.order === undefined && counts.has(window.function);
  const isNumber = window.function === "WINDOW_ROW_NUMBER";
  return withDecided(
    { uses, ...(isCount && { inOrder: true as const }), ...(isNumber && { counted: reach.step }) },
    decided,
  );
}

const nameOf = ({ name, function: called }: WindowExpression): string =>
  name ?? called.replace(/^WINDOW_/, "").toLowerCase();

const counts: ReadonlySet<string> = new Set(["WINDOW_ROW_NUMBER", "WINDOW_RANK", "WINDOW_RANK_DENSE"]);

type Direction = Pick<Reach, "kind" | "order">;

/** Whether a window looks at no row later than the own one; in an order of its own, if it is not of time. */
function directionOf(window: WindowExpression, scope: Scope): Direction {
  const [key] = window.orderBy;
  if (key === undefined || !looksBack(window, key.direction === "descending")) return { kind: "any" };
  const { expression } = key;
  const column = isReference(expression) ? referred(expression, scope) : undefined;
  if (isMoment(expression) || column?.inOrder) return { kind: "before" };
  const tie = column && tieOf(column);
  const isNumber = isReference(expression) && /INT$|^INTEGER$/.test(expression.type.name);
  const [order] = tie?.kind === "equal" && isNumber ? tie.cells : [];
  return order === undefined ? { kind: "any" } : { kind: "before", order };
}

/** @param isTurned the order is from the last row to the first */
function looksBack(window: WindowExpression, isTurned: boolean): boolean {
  const { function: called, frame, offset } = window;
  if (counts.has(called)) return !isTurned;
  if (called === "WINDOW_LAG" || called === "WINDOW_LEAD") {
    const isBack = (called === "WINDOW_LAG") !== isTurned;
    return isBack && (offset === undefined || isPositive(offset));
  }
  if (!framed.has(called)) return false;
  return isTurned ? beginsHere.test(frame.start) : endsHere.test(frame.end);
}

const framed: ReadonlySet<string> = new Set([
  "WINDOW_AGGREGATE",
  "WINDOW_FIRST_VALUE",
  "WINDOW_LAST_VALUE",
  "WINDOW_NTH_VALUE",
]);
const endsHere = /^CURRENT_ROW|^EXPR_PRECEDING/;
const beginsHere = /^CURRENT_ROW|^EXPR_FOLLOWING/;

function isPositive(offset: Expression): boolean {
  if (offset.kind === "cast") return isPositive(offset.argument);
  return offset.kind === "constant" && /^\d+$/.test(String(offset.value.value));
}
