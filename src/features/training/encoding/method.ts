import type { Dialect } from "../../../sql/dialect.ts";
import type { Encoding } from "../../training-types.ts";
import type { Writing } from "../steps.ts";

export type MethodOf<Kind extends Encoding["method"]["kind"]> = Extract<Encoding["method"], { kind: Kind }>;

/** SQL of a fitted parameter, or of one element of a fitted list (from 0): a literal, or where the statement that fits keeps it. */
export type Parameter = (name: string, element?: number) => string;

/** A method whose parameters are a few numbers or values: what one pass over the training rows tells. */
export interface ParameterMethod<Method extends Encoding["method"]> {
  readonly shape: "parameters";
  /** Names of the columns that come out. */
  outputs(as: string, method: Method): readonly string[];
  /** SQL of each parameter: an aggregate over the training rows. */
  fit(column: string, method: Method): Readonly<Record<string, string>>;
  /** Parameters that are carried as text, since they have the type of the column. */
  readonly texts?: readonly string[];
  /** SQL of the columns, in the order of `outputs`. */
  apply(column: string, method: Method, parameter: Parameter, dialect: Dialect): readonly string[];
}

/** A method whose parameters are a number for each value of the column. */
export interface ValueMethod<Method extends Encoding["method"]> {
  readonly shape: "values";
  /** SQL of the fold that a training row is in, where training rows are told by the others only. */
  fold?(method: Method, writing: Writing): string;
  /** SELECT of `quern_fold` and `quern_number`: for values that are in no training row. */
  otherwise(method: Method, writing: Writing, training: TrainingRows): string;
  /**
   * SELECT of `quern_fold`, `quern_value` (text, null for missing ones) and `quern_number`. Of `everyFold` is what all training rows tell: what
   * other rows take.
   *
   * @param otherwise what `otherwise` selects, as it stands after FROM
   */
  fit(column: string, method: Method, writing: Writing, training: TrainingRows, otherwise: string): string;
}

/** The rows that are fitted on: what stands after FROM, and the column that holds the fold. */
export interface TrainingRows {
  readonly rows: string;
  readonly fold: string;
}

/** The fold that is none: of rows that were not fitted on. */
export const everyFold = -1;

/**
 * Returns SQL of an aggregate that adds, over finite numbers in ascending order: threads add in the order in which they come, and the last digits
 * of a sum of DOUBLEs would change from build to build.
 */
export function addInOrder(aggregate: string, number: string): string {
  return `${aggregate}(${number} order by ${number})`;
}

/** SQL of a value as a DOUBLE, null where it is no finite number: what cannot be averaged is not fitted on. */
export function finiteNumber(column: string): string {
  return `case when isfinite(cast(${column} as double)) then cast(${column} as double) end`;
}

/**
 * SQL of the commonest values, most frequent first and of equals the smallest, without nulls. (DuckDB's `mode` takes the value it met first
 * among equals, which changes from run to run.)
 */
export function commonestValues(column: string, count: number): string {
  const counted = `list_transform(map_entries(histogram(${column})), lambda e: struct_pack(n := -cast(e.value as bigint), v := e.key))`;
  return `list_slice(list_transform(list_sort(${counted}), lambda e: e.v), 1, ${count})`;
}
