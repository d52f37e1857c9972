import type { Aggregate, Duration, FeatureView } from "./types.ts";

/** A table of features as they stood at many moments, with what came after. */
export interface TrainingSet {
  readonly name: string;
  readonly key: readonly string[];
  /** IANA name of the zone of dates and calendar steps. */
  readonly zone: string;
  readonly spine: SpineSource;
  readonly features: readonly SetFeatures[];
  /** SQL over the columns under their names in the set. */
  readonly expressions: readonly { readonly name: string; readonly value: string }[];
  /** Without one the table is a history of features. */
  readonly label?: Label;
  /** Part of the spine's rows that is taken, in (0, 1]; the same rows whenever it is asked. */
  readonly sample?: { readonly share: number; readonly seed: string };
  readonly balance?: Balance;
  readonly split?: Split;
  readonly encodings: readonly Encoding[];
}

/** Whom and when. Rows without a key or a moment are left out, and counted. */
export type SpineSource =
  /** Each `step` from `from` to `to`, both ends included, those of a population who were there then. */
  | {
      readonly kind: "every";
      readonly step: Duration;
      /** Moments, UTC, as SQL literals of type TIMESTAMP. */
      readonly from: string;
      readonly to: string;
      readonly population: {
        readonly relation: string;
        readonly key: readonly string[];
        readonly where?: string;
        /** Alive at T: aliveSince <= T and (aliveUntil is null or T < aliveUntil). SQL over the population's row. */
        readonly aliveSince?: string;
        readonly aliveUntil?: string;
      };
    }
  /** At each row of a relation; one row of the set for each (key, moment), however many rows there are. */
  | {
      readonly kind: "rows";
      readonly relation: string;
      readonly key: readonly string[];
      /** SQL over its row. */
      readonly asOf: string;
      readonly where?: string;
      readonly from?: string;
      readonly to?: string;
      /** Columns taken over as they are (keys of related entities, for instance). */
      readonly keep: readonly string[];
    };

/** Columns of one view, under their names in the set. */
export interface SetFeatures {
  readonly view: FeatureView;
  readonly columns: readonly { readonly column: string; readonly as: string }[];
  /**
   * Columns of the spine with which the way to the view's entity begins, in the order of its key (or of the first link's `from`). Default:
   * without links the view's own names where the spine has them all; else the spine's key.
   */
  readonly key?: readonly string[];
  /** How the set's entity finds the view's, where they differ; several steps may follow each other. */
  readonly links: readonly EntityLink[];
}

/** Which related entity one has at a moment: the newest row known by then. */
export interface EntityLink {
  readonly relation: string;
  /** Columns of the entity one comes from. */
  readonly from: readonly string[];
  /** Columns of the entity one gets to, in the order of the next link's `from` or the view's key. */
  readonly to: readonly string[];
  readonly clock: FeatureView["source"]["clock"];
  readonly zone: string;
}

/** What came within the horizon after the moment: of the rows with T < t <= T + within. */
export interface Label {
  readonly name: string;
  readonly relation: string;
  readonly key: readonly string[];
  /** SQL over its row. */
  readonly timestamp: string;
  readonly where?: string;
  readonly within: Duration;
  /** exists and not_exists are BOOLEAN. Days since the first or last row are counted from the moment to it. */
  readonly value: { readonly kind: "exists" | "not_exists" } | Aggregate;
  readonly default?: string;
  readonly order: readonly string[];
  /**
   * SQL of the moment up to which the rows are complete; rows of the set whose horizon ends later are left out, and counted. Default: the
   * last timestamp of the relation, whatever `where` says.
   */
  readonly observedUntil?: string;
}

/** Rows whose label is null are in no class: their weight is null, and none of them is left out. */
export type Balance =
  /** Column `weight`: rows / (classes * rows of the class). With a split, of the part "train" alone; 1 elsewhere. */
  | { readonly kind: "weights" }
  /** At most `ratio` rows of each other class for each row of the smallest, chosen by hash; of the part "train" alone where there is a split. */
  | { readonly kind: "under_sample"; readonly ratio: number; readonly seed: string };

/** Column `split`: which part a row belongs to. A row keeps its part when data are added. */
export type Split =
  | {
      readonly kind: "time";
      /** Until which moment (exclusive, SQL literal of type TIMESTAMP) each part goes; the last has none. */
      readonly parts: readonly { readonly name: string; readonly until?: string }[];
      /** How far rows look ahead: those of each part but the last with T + purge after its end are left out, and counted. */
      readonly purge?: Duration;
    }
  /** By hash of the entity (all its rows together), of a column (a group), or of entity and moment. Shares add up to 1. */
  | {
      readonly kind: "hash";
      readonly of: "entity" | "row" | { readonly column: string };
      readonly seed: string;
      readonly parts: readonly { readonly name: string; readonly share: number }[];
    };

/**
 * A column made from another by what the part "train" (all rows, without a split) tells: nothing of other parts goes into it. The column it
 * is made of stays; it may be one that an encoding before it has made.
 */
export interface Encoding {
  readonly column: string;
  readonly method: /**
   * One BOOLEAN column a value: of those named, `country_is_kr`; else of the commonest `limit` values, `country_is_top_1`, and what was fitted
   * says which they are.
   */
    | { readonly kind: "one_hot"; readonly values?: readonly string[]; readonly limit?: number }
    /** Share of training rows with the value; 0 for unseen ones. */
    | { readonly kind: "frequency" }
    /** Smoothed mean of the label (m-estimate); for training rows of the other folds alone. */
    | { readonly kind: "target"; readonly smoothing: number; readonly folds: number; readonly seed: string }
    /** (x - mean) / stddev_pop; here and below a spread of 0 does not divide, and values that are not finite are not fitted on */
    | { readonly kind: "standard" }
    /** (x - min) / (max - min) */
    | { readonly kind: "min_max" }
    /** (x - median) / (q75 - q25) */
    | { readonly kind: "robust" }
    /** ln(1 + x), of the negative -ln(1 - x) */
    | { readonly kind: "log" }
    /** Between two quantiles of the training rows. */
    | { readonly kind: "clip"; readonly lower: number; readonly upper: number }
    /** Number of the quantile bin, from 1. */
    | { readonly kind: "bins"; readonly count: number }
    /** Missing values by the mean, median or mode of the training rows, or by a constant (text of one, which takes the column's type). */
    | { readonly kind: "impute"; readonly with: "mean" | "median" | "mode" | { readonly constant: string } };
  /** Name of what comes out; of one_hot, the beginning of the names (`country`). */
  readonly as: string;
}
