import type { Expression } from "../plan/expressions.ts";
import { Untraceable } from "../plan/reading.ts";
import { sameType } from "../plan/types.ts";
import { partsOf } from "../plan/walk.ts";
import { noUses, type TracedColumn, type Uses, unite } from "./traced.ts";

/** The columns that an expression can refer to. */
export interface Scope {
  /** Those of the operator's input, by position. */
  readonly columns: readonly TracedColumn[];
  /** Those of any operator below, by its number in the plan. */
  readonly byIndex: ReadonlyMap<number, readonly TracedColumn[]>;
}

/**
 * What an expression's value is computed of: all columns in it. So also the conditions of CASE, the FILTER and ORDER BY of an aggregate, the
 * partition and order of a window, its frame.
 */
export function usesOf(expression: Expression, scope: Scope): Uses {
  if (expression.kind === "column" || expression.kind === "binding") return referred(expression, scope).uses;
  if (expression.kind === "window") return usesOfWindow(expression, scope);
  return usesOfParts(partsOf(expression), scope);
}

export const usesOfParts = (parts: readonly Expression[], scope: Scope): Uses =>
  parts.reduce((uses, part) => unite(uses, usesOf(part, scope)), noUses);

/** Without a partition by columns of the query around a subquery: the engine adds them when it unfolds it, and they are constant there. */
function usesOfWindow(window: Extract<Expression, { kind: "window" }>, scope: Scope): Uses {
  const added = new Set(window.partitionBy.filter((key) => isOuter(key, scope)));
  return usesOfParts(
    partsOf(window).filter((part) => !added.has(part)),
    scope,
  );
}

export const isOuter = (expression: Expression, scope: Scope): boolean =>
  (expression.kind === "column" || expression.kind === "binding") &&
  referred(expression, scope).outer !== undefined;

/** What an expression makes of the columns. A bare reference, or a cast to the same type, passes a column on as it is. */
export function traceExpression(expression: Expression, scope: Scope): TracedColumn {
  const passed = passedThrough(expression);
  if (passed !== undefined) return referred(passed, scope);
  const uses = usesOf(expression, scope);
  if (hasFixedLength(expression)) return { uses, fixedLength: true };
  const value = checkedValue(expression);
  const copy = value === undefined ? undefined : traceExpression(value, scope).copy;
  return copy === undefined ? { uses } : { uses, copy };
}

type Reference = Extract<Expression, { kind: "column" | "binding" }>;

function passedThrough(expression: Expression): Reference | undefined {
  if (expression.kind === "column" || expression.kind === "binding") return expression;
  if (expression.kind !== "cast") return undefined;
  const reference = passedThrough(expression.argument);
  return reference !== undefined && sameType(reference.type, expression.type) ? reference : undefined;
}

function referred(reference: Reference, { columns, byIndex }: Scope): TracedColumn {
  const among = reference.kind === "column" ? columns : byIndex.get(reference.table);
  const column = among?.[reference.index];
  if (column === undefined) throw new Untraceable("a reference to no column");
  return column;
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
