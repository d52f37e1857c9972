import type { Span } from "../../base/span.ts";
import type {
  ColumnDefinition,
  ColumnTests,
  DefinitionBase,
  Json,
  SettingsLayer,
  TestDefinition,
  UnitInput,
} from "../definitions.ts";

/** A word of YAML as it stands there: a name, a length of time, a date. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** SQL in YAML. Its tags are rendered when it is compiled. */
export interface SqlText {
  readonly sql: string;
  /** Where the scalar begins, its quote included. */
  readonly span: Span;
}

/** Which columns of a relation hold a key: in the key's order, or by the key's own names. */
export type KeyDefinition =
  | { readonly kind: "list"; readonly columns: readonly Word[]; readonly span: Span }
  | {
      readonly kind: "map";
      readonly columns: readonly { readonly key: Word; readonly column: Word }[];
      readonly span: Span;
    };

/** `entities:`: what features are of. No node of the graph. */
export interface EntityDefinition extends DefinitionBase {
  readonly kind: "entity";
  readonly key: readonly Word[];
  readonly joins: readonly EntityJoinDefinition[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
}

/** How one gets from an entity to another: a relation that holds the keys of both. */
export interface EntityJoinDefinition extends ClockDefinition {
  readonly to: Word;
  /** The relation. Tags of `ref` and `source` in it are no texts to fill in. */
  readonly reads: UnitInput;
  readonly key?: KeyDefinition;
  readonly foreignKey?: KeyDefinition;
  readonly timezone?: Word;
  readonly span: Span;
}

/** When the rows of a relation are. */
export interface ClockDefinition {
  readonly timestamp?: SqlText;
  readonly knownAt?: SqlText;
  readonly validFrom?: SqlText;
  readonly validTo?: SqlText;
}

/** What views and sets share with models. */
interface FeatureRelation extends DefinitionBase {
  readonly entity: Word;
  /** Farthest first: folders of `features:` in project.yml, then what stands beside the name. */
  readonly layers: readonly SettingsLayer[];
  readonly columns: readonly ColumnDefinition[];
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
  readonly drift: readonly DriftDefinition[];
}

/** What the features of each build are compared with. */
export interface DriftDefinition {
  /** `previous`, a length of time, or the name of a node. */
  readonly reference: Word;
  readonly psi?: Word;
  readonly ks?: Word;
  readonly severity: "warn" | "error";
  /** Patterns of names; absent: all. */
  readonly features?: readonly Word[];
}

/** An entry of `features:`. */
export interface FeatureViewDefinition extends FeatureRelation, ClockDefinition {
  readonly kind: "feature-view";
  readonly reads: UnitInput;
  readonly key?: KeyDefinition;
  readonly order: readonly SqlText[];
  readonly where?: SqlText;
  readonly density?: "dense" | "sparse";
  /** The window of aggregates that say none. */
  readonly ttl?: Word;
  readonly features: readonly FeatureDefinition[];
}

/** An entry of a view's `features:`: one output column, or one for each window and value. */
export interface FeatureDefinition {
  readonly name: string;
  readonly span: Span;
  readonly agg?: Word;
  readonly column?: SqlText;
  readonly weight?: SqlText;
  readonly numerator?: SqlText;
  readonly denominator?: SqlText;
  readonly by?: SqlText;
  readonly values?: { readonly items: readonly CategoryValue[]; readonly span: Span };
  readonly quantile?: number;
  readonly k?: number;
  readonly approximate?: boolean;
  readonly windows?: { readonly items: readonly Word[]; readonly span: Span };
  readonly ttl?: Word;
  readonly where?: SqlText;
  readonly default?: SqlText;
  readonly expr?: SqlText;
  readonly description?: string;
  readonly unit?: string;
  readonly pii?: string;
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly tests: readonly TestDefinition[];
  /** Where each of its keys stands. */
  readonly spans: Readonly<Record<string, Span>>;
}

/** A value that gets a column of its own, and what stands for it in the column's name. */
export interface CategoryValue {
  readonly value: string | number | boolean;
  readonly name: string;
  readonly span: Span;
}

/** An entry of `feature_sets:`, or the history of a view. */
export interface FeatureSetDefinition extends FeatureRelation {
  readonly kind: "feature-set";
  readonly spine: SpineDefinition;
  readonly features: readonly SetFeatureDefinition[];
  readonly label?: LabelDefinition;
  readonly sample?: { readonly share: Word; readonly seed?: string };
  readonly balance?: BalanceDefinition;
  readonly split?: SplitDefinition;
  readonly encode: readonly EncodingDefinition[];
  /** Of a history: the name of the view. */
  readonly historyOf?: string;
}

export type SpineDefinition =
  | {
      readonly kind: "every";
      readonly every: Word;
      readonly from: Word;
      readonly to: Word;
      /** Absent: whoever has a row of the set's only view by then. */
      readonly population?: PopulationDefinition;
      readonly span: Span;
    }
  | {
      readonly kind: "rows";
      readonly reads: UnitInput;
      readonly key?: KeyDefinition;
      readonly asOf: SqlText;
      readonly where?: SqlText;
      readonly from?: Word;
      readonly to?: Word;
      readonly keep: readonly Word[];
      readonly span: Span;
    };

export interface PopulationDefinition {
  readonly reads: UnitInput;
  readonly key?: KeyDefinition;
  readonly where?: SqlText;
  readonly aliveSince?: SqlText;
  readonly aliveUntil?: SqlText;
}

export type SetFeatureDefinition =
  /** `orders.revenue_*`: a view, and columns of it. */
  | { readonly kind: "columns"; readonly view: string; readonly columns: string; readonly span: Span }
  | {
      readonly kind: "expression";
      readonly name: string;
      readonly expr: SqlText;
      readonly description?: string;
      readonly unit?: string;
      readonly tags: readonly string[];
      readonly meta: Readonly<Record<string, Json>>;
      readonly tests: readonly TestDefinition[];
      readonly span: Span;
    };

export interface LabelDefinition {
  readonly name: string;
  readonly span: Span;
  readonly kind: "exists" | "not_exists" | "aggregate";
  readonly reads: UnitInput;
  readonly key?: KeyDefinition;
  readonly timestamp: SqlText;
  readonly where?: SqlText;
  readonly within: Word;
  /** Of an aggregate: the parts that a feature has as well. */
  readonly value: FeatureDefinition;
  readonly order: readonly SqlText[];
  readonly observedUntil?: Word;
  readonly description?: string;
}

export type BalanceDefinition =
  | { readonly kind: "weights" }
  | { readonly kind: "under_sample"; readonly ratio: number; readonly seed?: string };

export interface SplitDefinition {
  readonly by: Word;
  readonly seed?: string;
  /** In order: until when, or how much. */
  readonly parts: readonly { readonly name: string; readonly value: Word }[];
  /** `true`, `false` or a length of time. */
  readonly purge?: Word;
  readonly span: Span;
}

export interface EncodingDefinition {
  readonly column: Word;
  readonly method: Word;
  readonly as?: string;
  /** limit, values, folds, smoothing, seed, lower, upper, count, with. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly spans: Readonly<Record<string, Span>>;
}
