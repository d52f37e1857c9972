/*
 * Features as data, with SQL for whatever the database evaluates. No name of a node is left here: `compile` writes relations as they stand
 * after FROM.
 *
 * What point in time means, everywhere:
 *  - At moment T a window w holds the rows with T - w < t <= T and, where a second clock is declared, known_at <= T. "lifetime" holds all with
 *    t <= T. A label within h holds the rows with T < t <= T + h.
 *  - Moments are UTC, of type TIMESTAMP. A TIMESTAMPTZ is the moment it names, a TIMESTAMP is taken as UTC, a DATE counts as its midnight
 *    in the view's zone. A row without a moment never counts; one without known_at is not known.
 *  - Seconds to weeks have a fixed length; months and years are steps of the calendar in the view's zone (31 March - 1 month = the last of
 *    February).
 *  - Rows of one moment are ordered by known_at, then by the declared order, then by what the row gives, so that first and last are the same in
 *    each run.
 */

/** A length of time. Weeks are 7 days and quarters 3 months by the time they get here. */
export interface Duration {
  readonly amount: number;
  readonly unit: "second" | "minute" | "hour" | "day" | "month" | "year";
}

/** The clock of a view's rows. */
export type Clock =
  /** Things that happen. `knownAt`: a row counts only once it was known. Both are SQL over the source's row. */
  | { readonly kind: "events"; readonly timestamp: string; readonly knownAt?: string }
  /** States, each valid in [validFrom, validTo); a null validTo is still valid. What a snapshot has. */
  | { readonly kind: "versions"; readonly validFrom: string; readonly validTo?: string }
  /** One state for all times. */
  | { readonly kind: "none" };

/** Where the rows of a view come from. */
export interface FeatureSource {
  /** What stands after FROM. */
  readonly relation: string;
  /** Condition on the rows that count at all. */
  readonly where?: string;
  /** Columns of the source that hold the entity's key, in the order of `FeatureView.key`. */
  readonly key: readonly string[];
  readonly clock: Clock;
  /** IANA name of the zone whose midnight a date is, and whose calendar months and years follow. */
  readonly zone: string;
  /** SQL that orders rows of one moment (after known_at). */
  readonly order: readonly string[];
  /**
   * Has an entity so many events in a window, and is looked at at so many moments, that they are better summed up in tiles of time first? The
   * values are the same. Default: each event is looked at for each moment.
   */
  readonly density?: "dense" | "sparse";
}

/** Features of one entity from one source by one clock. */
export interface FeatureView {
  readonly name: string;
  /** Names of the entity's key columns in what comes out. */
  readonly key: readonly string[];
  readonly source: FeatureSource;
  /** In order; an expression may name any column before it. */
  readonly columns: readonly FeatureColumn[];
}

export type FeatureColumn = AggregateColumn | AttributeColumn | ExpressionColumn;

/** An aggregate over the rows of a window. Only for clocks of kind "events". */
export interface AggregateColumn {
  readonly kind: "aggregate";
  readonly name: string;
  readonly aggregate: Aggregate;
  /** Null: lifetime. */
  readonly window: Duration | null;
  /** Condition on the rows that count. */
  readonly where?: string;
  /** SQL of the value where there is none. Counts are 0 without it. */
  readonly default?: string;
}

/** The value of a state. For clocks of kind "versions" and "none". */
export interface AttributeColumn {
  readonly kind: "attribute";
  readonly name: string;
  /** SQL over the source's row. */
  readonly value: string;
  readonly default?: string;
}

/** SQL over the columns before it; it may also name `as_of`. */
export interface ExpressionColumn {
  readonly kind: "expression";
  readonly name: string;
  readonly value: string;
  readonly default?: string;
}

/** SQL in `value`, `numerator`, `denominator`, `weight` and `category` is over the source's row. */
export type Aggregate =
  /** Rows. */
  | { readonly kind: "count" }
  /** Rows in which a value is not null. */
  | { readonly kind: "count_values"; readonly value: string }
  | {
      readonly kind:
        | "sum"
        | "mean"
        | "min"
        | "max"
        /** Of a sample (n - 1); null for fewer than two values. */
        | "stddev"
        | "count_distinct"
        | "approx_count_distinct"
        /** Of the first and last row; null where that row has null. */
        | "first"
        | "last";
      readonly value: string;
    }
  /** The most frequent value, or the one with the most weight; of equals the smallest. */
  | { readonly kind: "mode"; readonly value: string; readonly weight?: string }
  /** Continuous quantile, `fraction` in [0, 1]. */
  | { readonly kind: "quantile"; readonly value: string; readonly fraction: number }
  /** Days, with fraction, from the last (first) row to T. */
  | { readonly kind: "days_since_last" | "days_since_first" }
  /** Mean, and deviation (of a sample), of the days between one row and the next. Rows of one moment are 0 apart. */
  | { readonly kind: "mean_gap_days" | "stddev_gap_days" }
  /**
   * Change of the value per day: the slope of the least-squares line through (t in days, value). Null where the rows lie closer together than a
   * hundred-thousandth of their age.
   */
  | { readonly kind: "slope"; readonly value: string }
  /** sum(numerator) / sum(denominator); null where the denominator is 0. */
  | { readonly kind: "ratio"; readonly numerator: string; readonly denominator: string }
  /** Part of all rows, or of all weight, whose category is this. Null where there are none. */
  | {
      readonly kind: "share";
      readonly category: string;
      /** SQL of the category counted. */
      readonly equals: string;
      readonly weight?: string;
    }
  /** The values of the last `length` rows, newest first. */
  | { readonly kind: "list_last"; readonly value: string; readonly length: number };

/** For whom and when features are wanted: a relation with the entity's key and a moment. */
export interface Spine {
  /** What stands after FROM. */
  readonly relation: string;
  readonly key: readonly string[];
  /** Column of type TIMESTAMP, in UTC. */
  readonly asOf: string;
}
