/** Runs a SELECT and gives its rows as plain data. */
export type Ask = (select: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/**
 * How a column is looked at. A moment counts as its seconds since 1970 (UTC), a list as its length; of anything that is none of these (structs,
 * maps, intervals) only the missing values are counted.
 */
export type FeatureKind = "number" | "boolean" | "category" | "moment" | "list" | "other";

/** A column that is measured. */
export interface MeasuredColumn {
  readonly name: string;
  /** In the engine's own words. */
  readonly type: string;
  readonly kind: FeatureKind;
  /** Personal data: no single value of it is kept, and so no histogram, extremes or quantiles. */
  readonly isPrivate?: boolean;
}

/** How often which values stand in a column, as data that can be kept and compared. */
export type Histogram = NumberHistogram | CategoryHistogram;

/**
 * Counts between edges: the first of values up to the first edge (included), each other of those after the edge before it, the last of those beyond
 * the last edge. One count more than edges.
 */
export interface NumberHistogram {
  readonly kind: "numbers";
  /** Ascending, without equals. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly nulls: number;
}

/** Counts of values, commonest first. */
export interface CategoryHistogram {
  readonly kind: "categories";
  readonly values: readonly { readonly value: string; readonly count: number }[];
  /** Rows with any other value. */
  readonly other: number;
  readonly nulls: number;
}

/** The fractions of `FeatureStatistics.quantiles`, in order. */
export const quantileFractions = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const;

/** What a column of a table holds, at one build. Null: it has no such figure. */
export interface FeatureStatistics {
  readonly feature: string;
  readonly type: string;
  readonly kind: FeatureKind;
  readonly rows: number;
  readonly nulls: number;
  /** NaN, the infinities and numbers beyond 1e150, which no figure below counts. */
  readonly notFinite: number;
  readonly distinct: number | null;
  /** Distinct values and quantiles are estimates: the table is large. Everything else is exact. */
  readonly isApproximate: boolean;
  /** Of a boolean: the share of true. */
  readonly mean: number | null;
  /** Of a sample (n - 1). */
  readonly stddev: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quantiles: readonly number[] | null;
  readonly histogram: Histogram | null;
}
