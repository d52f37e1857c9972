import type { Json } from "./json.ts";
import type { SqlType } from "./types.ts";

/** An expression of a bound plan: every name is resolved, every value typed, every cast written out. */
export type Expression =
  | ColumnExpression
  | BindingExpression
  | ParameterExpression
  | ConstantExpression
  | CallExpression
  | AggregateExpression
  | WindowExpression
  | CastExpression
  | ComparisonExpression
  | BetweenExpression
  | ConjunctionExpression
  | OperatorExpression
  | CaseExpression
  | UnnestExpression;

interface Placed {
  /** Where it stands in the statement: an offset in bytes of UTF-8. The engine does not tell it of aggregates, windows and columns. */
  readonly position?: number;
  /** What the engine calls it. Not reliable as the name of an output column. */
  readonly alias?: string;
}

/** A column of the operator's input, by position. */
export interface ColumnExpression extends Placed {
  readonly kind: "column";
  readonly index: number;
  readonly type: SqlType;
}

/** A column of an operator named by its index in the plan. Seen only under lateral table functions. */
export interface BindingExpression extends Placed {
  readonly kind: "binding";
  readonly table: number;
  readonly index: number;
  readonly type: SqlType;
}

/**
 * A parameter of a lambda's body. They are numbered backwards (of `lambda a, b:` b is 0); behind them come the columns that the body
 * captures, in the order in which the call has them as further arguments.
 */
export interface ParameterExpression extends Placed {
  readonly kind: "parameter";
  readonly index: number;
  readonly type: SqlType;
}

export interface ConstantExpression extends Placed {
  readonly kind: "constant";
  readonly value: Constant;
}

/**
 * A value and its type. Numbers are text, so that no digit is lost: of a `DECIMAL` the integer without its point, of a `DATE` days and of a
 * `TIMESTAMP` microseconds since 1970.
 */
export interface Constant {
  readonly type: SqlType;
  readonly value: ConstantValue;
}

export type ConstantValue =
  | null
  | boolean
  | string
  | { readonly items: readonly Constant[] }
  | { readonly months: string; readonly days: string; readonly micros: string };

interface Invocation extends Placed {
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** The overload that was chosen. */
  readonly argumentTypes: readonly SqlType[];
  readonly type: SqlType;
  /** What the function worked out of constant arguments when it was bound, as the engine has it. Never holds an expression. */
  readonly data?: Json;
}

/** A scalar function or an operator such as `+`. */
export interface CallExpression extends Invocation {
  readonly kind: "call";
  readonly isOperator: boolean;
  /** What it does with each element of a list. */
  readonly lambda?: Expression;
  /** Of `list_aggregate`: the aggregate of the elements, with nulls for its arguments. */
  readonly elements?: Expression;
}

export interface AggregateExpression extends Invocation {
  readonly kind: "aggregate";
  readonly distinct: boolean;
  readonly filter?: Expression;
  readonly orderBy: readonly SortKey[];
}

export interface WindowExpression extends Placed {
  readonly kind: "window";
  /** `WINDOW_AGGREGATE`, which has a name, or `WINDOW_ROW_NUMBER`, `WINDOW_LAG`, ... */
  readonly function: string;
  readonly name?: string;
  readonly arguments: readonly Expression[];
  readonly argumentTypes: readonly SqlType[];
  readonly type: SqlType;
  readonly data?: Json;
  readonly distinct: boolean;
  readonly ignoreNulls: boolean;
  readonly filter?: Expression;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortKey[];
  /** The order of the arguments: `first_value(x order by y) over (..)`. */
  readonly argumentOrder: readonly SortKey[];
  readonly frame: Frame;
  readonly offset?: Expression;
  readonly default?: Expression;
}

/** Bounds as the engine names them: `UNBOUNDED_PRECEDING`, `CURRENT_ROW_RANGE`, `EXPR_PRECEDING_ROWS`, .. */
export interface Frame {
  readonly start: string;
  readonly end: string;
  readonly startValue?: Expression;
  readonly endValue?: Expression;
  /** `NO_OTHER`, `CURRENT_ROW`, `GROUP`, `TIES`. */
  readonly exclude: string;
}

export interface CastExpression extends Placed {
  readonly kind: "cast";
  readonly argument: Expression;
  readonly type: SqlType;
  readonly try: boolean;
}

export interface ComparisonExpression extends Placed {
  readonly kind: "comparison";
  readonly operator: Comparison;
  readonly left: Expression;
  readonly right: Expression;
}

export type Comparison = "=" | "<>" | "<" | "<=" | ">" | ">=" | "is distinct from" | "is not distinct from";

export interface BetweenExpression extends Placed {
  readonly kind: "between";
  readonly argument: Expression;
  readonly lower: Expression;
  readonly upper: Expression;
  readonly lowerInclusive: boolean;
  readonly upperInclusive: boolean;
}

export interface ConjunctionExpression extends Placed {
  readonly kind: "conjunction";
  readonly operator: "and" | "or";
  readonly arguments: readonly Expression[];
}

export interface OperatorExpression extends Placed {
  readonly kind: "operator";
  readonly operator: OperatorName;
  readonly arguments: readonly Expression[];
  readonly type: SqlType;
}

export type OperatorName = "not" | "is null" | "is not null" | "in" | "not in" | "coalesce" | "try";

export interface CaseExpression extends Placed {
  readonly kind: "case";
  readonly branches: readonly { readonly when: Expression; readonly value: Expression }[];
  readonly otherwise: Expression;
  readonly type: SqlType;
}

export interface UnnestExpression extends Placed {
  readonly kind: "unnest";
  readonly argument: Expression;
  readonly type: SqlType;
}

export interface SortKey {
  readonly expression: Expression;
  readonly direction: "ascending" | "descending";
  readonly nulls: "first" | "last";
}
