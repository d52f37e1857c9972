import type { Expression } from "../plan/expressions.ts";
import { Untraceable } from "../plan/reading.ts";
import { sameType } from "../plan/types.ts";
import type { OpenFlow } from "./open-flow.ts";
import type { TracedColumn } from "./traced.ts";

/** The columns that an expression can refer to. */
export interface Scope {
  /** Those of the operator's input, by position. */
  readonly columns: readonly TracedColumn[];
  /** Those of any operator below, by its number in the plan. */
  readonly byIndex: ReadonlyMap<number, readonly TracedColumn[]>;
  readonly flow: OpenFlow;
}

export type Reference = Extract<Expression, { kind: "column" | "binding" }>;

/** The column that a reference means. */
export function referred(reference: Reference, { columns, byIndex }: Scope): TracedColumn {
  const among = reference.kind === "column" ? columns : byIndex.get(reference.table);
  const column = among?.[reference.index];
  if (column === undefined) throw new Untraceable("a reference to no column");
  return column;
}

export const isReference = (expression: Expression): expression is Reference =>
  expression.kind === "column" || expression.kind === "binding";

/** True for a column of the query around a subquery, which is constant in it. */
export const isOuter = (expression: Expression, scope: Scope): boolean =>
  isReference(expression) && referred(expression, scope).outer !== undefined;

/** The reference that an expression is, casts to the same type apart. */
export function passedThrough(expression: Expression): Reference | undefined {
  if (isReference(expression)) return expression;
  if (expression.kind !== "cast") return undefined;
  const reference = passedThrough(expression.argument);
  return reference !== undefined && sameType(reference.type, expression.type) ? reference : undefined;
}
