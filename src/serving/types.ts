/** What is answered under one name: the features of a view, or of a set over several views. */
export interface ServedSet {
  readonly name: string;
  readonly kind: "view" | "set";
  readonly description?: string;
  readonly entity: string;
  /** In the entity's order. */
  readonly key: readonly ServedColumn[];
  /** Names of the views that the features come from; each has a moment of its own. */
  readonly views: readonly string[];
  /** In the order of their values. */
  readonly features: readonly ServedFeature[];
}

export interface ServedColumn {
  readonly name: string;
  /** As DuckDB's DESCRIBE prints it. */
  readonly type: string;
}

export interface ServedFeature extends ServedColumn {
  readonly description?: string;
  readonly unit?: string;
}

/**
 * Where the values of a set are read from. `select` gives a row for each entity: its key, the moment of each view (null where the view does not
 * know the entity), the features. `unknown` gives one row: the newest moment of each view, and the features of an entity that nobody knows.
 */
export interface ServedSource {
  /** Types are found when it is read. */
  readonly set: Omit<ServedSet, "key" | "features"> & {
    readonly key: readonly string[];
    readonly features: readonly Omit<ServedFeature, "type">[];
  };
  readonly select: string;
  readonly unknown: string;
}

/** A scalar of JSON, as keys are written. */
export type KeyPart = string | number | boolean;
