import type { Comparison, Constant, Expression, SortKey } from "./expressions.ts";
import type { Json } from "./json.ts";
import type { SqlType } from "./types.ts";

/** A bound logical plan: what a statement means, with every name resolved. Plain data. */
export interface Plan {
  readonly root: Operator;
}

/**
 * An operator of a plan. Its output is a list of columns, by position; expressions refer to the columns of the input. `index` is the
 * operator's number in the plan, by which CTE references and lateral table functions name it.
 */
export type Operator =
  | TableScan
  | FunctionScan
  | ValuesScan
  | DataScan
  | OneRow
  | NoRows
  | CteScan
  | OuterScan
  | Projection
  | Filter
  | Aggregation
  | Windowing
  | Unnesting
  | Sorting
  | Limit
  | Distinct
  | Sample
  | Join
  | ConditionJoin
  | CrossProduct
  | PositionalJoin
  | SetOperation
  | RecursiveCte
  | Cte;

export interface ScannedColumn {
  readonly name: string;
  readonly type: SqlType;
  /** True for what no declared column holds: `rowid`, and the column that is read where only the rows count. */
  readonly virtual?: true;
}

export interface TableName {
  /** The database that it lies in; absent where it is the one that names without a database mean. */
  readonly database?: string;
  readonly schema: string;
  readonly table: string;
}

/** Output: `columns`, those that the statement uses. */
export interface TableScan {
  readonly kind: "table";
  readonly index: number;
  readonly table: TableName;
  readonly columns: readonly ScannedColumn[];
}

/**
 * A table function: `range`, `read_parquet`, lateral `unnest`. Output: `columns`, and behind them those columns of the input (arguments that
 * differ row by row, and what is passed through) that `inputColumns` counts.
 */
export interface FunctionScan {
  readonly kind: "function";
  readonly index: number;
  readonly name: string;
  readonly parameters: readonly Constant[];
  readonly namedParameters: readonly { readonly name: string; readonly value: Constant }[];
  readonly argumentTypes: readonly SqlType[];
  readonly columns: readonly ScannedColumn[];
  readonly files: readonly string[];
  readonly data?: Json;
  readonly input?: Operator;
  readonly inputColumns: readonly number[];
  /** `WITH ORDINALITY`: which of the function's columns counts the rows. */
  readonly ordinality?: number;
}

/** `VALUES`: a list of rows. */
export interface ValuesScan {
  readonly kind: "values";
  readonly index: number;
  readonly types: readonly SqlType[];
  readonly rows: readonly (readonly Expression[])[];
  readonly input: Operator;
}

/** Rows that the engine worked out when it bound the statement: `DESCRIBE t`. By column. */
export interface DataScan {
  readonly kind: "data";
  readonly index: number;
  readonly types: readonly SqlType[];
  readonly columns: readonly (readonly Constant[])[];
}

export interface OneRow {
  readonly kind: "oneRow";
  readonly index: number;
}

export interface NoRows {
  readonly kind: "noRows";
  readonly types: readonly SqlType[];
}

/** A reference to the CTE of number `cte`; inside a recursive one, to its last rows, or with `recurring` to all so far. */
export interface CteScan {
  readonly kind: "cteScan";
  readonly index: number;
  readonly cte: number;
  readonly names: readonly string[];
  readonly types: readonly SqlType[];
  readonly recurring: boolean;
}

/** The distinct values of the outer columns that a correlated subquery uses: `outer` of the nearest join around it that has some. */
export interface OuterScan {
  readonly kind: "outerScan";
  readonly index: number;
  readonly types: readonly SqlType[];
}

export interface Projection {
  readonly kind: "projection";
  readonly index: number;
  readonly expressions: readonly Expression[];
  readonly input: Operator;
}

/** Output: the columns of the input, or those that `columns` counts. */
export interface Filter {
  readonly kind: "filter";
  readonly conditions: readonly Expression[];
  readonly columns?: readonly number[];
  readonly input: Operator;
}

/** Output: the groups, the aggregates, the results of `GROUPING`. */
export interface Aggregation {
  readonly kind: "aggregation";
  readonly groupIndex: number;
  readonly aggregateIndex: number;
  readonly groupingIndex?: number;
  readonly groups: readonly Expression[];
  readonly aggregates: readonly Expression[];
  /** Positions in `groups`; none at all means one set of all groups. */
  readonly groupingSets: readonly (readonly number[])[];
  readonly groupings: readonly (readonly number[])[];
  readonly input: Operator;
}

/** Output: the columns of the input, then the windows. */
export interface Windowing {
  readonly kind: "windowing";
  readonly index: number;
  readonly windows: readonly Expression[];
  readonly input: Operator;
}

/** Output: the columns of the input, then what is unnested. */
export interface Unnesting {
  readonly kind: "unnesting";
  readonly index: number;
  readonly lists: readonly Expression[];
  readonly input: Operator;
}

export interface Sorting {
  readonly kind: "sorting";
  readonly keys: readonly SortKey[];
  readonly input: Operator;
}

export type LimitValue =
  | { readonly kind: "none" }
  | { readonly kind: "rows"; readonly rows: string }
  | { readonly kind: "percent"; readonly percent: number }
  | { readonly kind: "rowsOf"; readonly expression: Expression }
  | { readonly kind: "percentOf"; readonly expression: Expression };

export interface Limit {
  readonly kind: "limit";
  readonly limit: LimitValue;
  readonly offset: LimitValue;
  readonly input: Operator;
}

/** `on`: `DISTINCT ON`, which keeps the first row by `orderBy` of those with equal keys. Otherwise the keys are all columns. */
export interface Distinct {
  readonly kind: "distinct";
  readonly on: boolean;
  readonly keys: readonly Expression[];
  readonly orderBy: readonly SortKey[];
  readonly input: Operator;
}

export interface Sample {
  readonly kind: "sample";
  readonly size: Constant;
  readonly percent: boolean;
  readonly method: string;
  /** Absent: other rows each time. */
  readonly seed?: string;
  readonly input: Operator;
}

/**
 * Output: left columns then right ones; of `semi` and `anti` the left ones; of `mark` (`IN`, `EXISTS`, `ANY`) the left ones and a truth value.
 * `single` is `left` with at most one row of the right side, a scalar subquery. `right` is planned as `left` with the sides changed.
 */
export type JoinType =
  | "inner"
  | "left"
  | "right"
  | "full"
  | "semi"
  | "anti"
  | "right semi"
  | "right anti"
  | "mark"
  | "single";

export interface JoinCondition {
  /** Over the left side's columns. */
  readonly left: Expression;
  readonly comparison: Comparison;
  /** Over the right side's columns. */
  readonly right: Expression;
}

/** A join whose conditions compare one side with the other. With `outer` its right side is a correlated subquery. */
export interface Join {
  readonly kind: "join";
  readonly asof: boolean;
  readonly type: JoinType;
  readonly markIndex: number;
  readonly conditions: readonly JoinCondition[];
  /** Over the left side's columns: what the right side's `outerScan` yields. */
  readonly outer?: readonly Expression[];
  readonly left: Operator;
  readonly right: Operator;
}

/** A join on any condition, over left columns then right ones. */
export interface ConditionJoin {
  readonly kind: "conditionJoin";
  readonly type: JoinType;
  readonly markIndex: number;
  readonly condition: Expression;
  readonly left: Operator;
  readonly right: Operator;
}

/** Also how a scalar subquery that is not correlated comes to its rows. */
export interface CrossProduct {
  readonly kind: "crossProduct";
  readonly left: Operator;
  readonly right: Operator;
}

export interface PositionalJoin {
  readonly kind: "positionalJoin";
  readonly left: Operator;
  readonly right: Operator;
}

/** Without `all`, EXCEPT and INTERSECT compare as sets; what removes duplicates stands above, as `distinct`. */
export interface SetOperation {
  readonly kind: "setOperation";
  readonly operation: "union" | "except" | "intersect";
  readonly index: number;
  readonly columnCount: number;
  readonly all: boolean;
  readonly inputs: readonly Operator[];
}

export interface RecursiveCte {
  readonly kind: "recursiveCte";
  readonly index: number;
  readonly name: string;
  readonly unionAll: boolean;
  readonly columnCount: number;
  /** `USING KEY`. */
  readonly keys: readonly Expression[];
  readonly readsRecurring: boolean;
  readonly anchor: Operator;
  readonly step: Operator;
}

/** `WITH name AS (definition) body`. Output: the body's. */
export interface Cte {
  readonly kind: "cte";
  readonly index: number;
  readonly name: string;
  readonly materialize: string;
  readonly definition: Operator;
  readonly body: Operator;
}
