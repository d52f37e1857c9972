/**
 * A column of a sample, as numbers. Missing values are NaN; of a category each value has a number of its own, from 0.
 */
export type SampleColumn =
  | { readonly kind: "number"; readonly name: string; readonly values: Float64Array }
  | {
      readonly kind: "category";
      readonly name: string;
      /** -1 where there is none. */
      readonly codes: Int32Array;
      /** How many different values there are. */
      readonly size: number;
    };

/**
 * How strong an association is, without the last digits: they depend on the order of rows, which is another one each time a table is built, and must
 * not decide what comes first.
 */
export function strengthOf({ value }: Pick<Association, "value">): number {
  return Math.round(Math.abs(value) * 1e9) / 1e9;
}

/** How much two columns say of each other. */
export interface Association {
  readonly a: string;
  readonly b: string;
  /**
   * pearson and spearman in [-1, 1]; correlation_ratio (a category and a number) and cramers_v (two categories) in [0, 1]. Of two numbers both are
   * told.
   */
  readonly measure: "pearson" | "spearman" | "correlation_ratio" | "cramers_v";
  readonly value: number;
  /** Rows that have both. */
  readonly rows: number;
}
