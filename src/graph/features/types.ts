import type { Span } from "../../base/span.ts";
import type { DriftLimit } from "../../features/statistics/request.ts";
import type { Balance, Split } from "../../features/training-types.ts";
import type { Aggregate, Duration } from "../../features/types.ts";
import type { Json } from "../../project/definitions.ts";
import type { SqlText, Word } from "../../project/features/definitions.ts";
import type { NodeId } from "../types.ts";

/*
 * Features with their names resolved. SQL is still as the user wrote it, with its place: `compile/features` renders it and makes of these what
 * `features` turns into statements.
 */

/** What features are of. */
export interface Entity {
  readonly name: string;
  readonly package: string;
  readonly file: string;
  readonly span: Span;
  readonly description?: string;
  readonly key: readonly string[];
  readonly joins: readonly EntityJoin[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
}

/** A relation that leads from one entity to another. */
export interface EntityJoin {
  readonly to: string;
  readonly node: NodeId;
  /** Columns of the relation, in the order of the entity's key and of the other's. */
  readonly key: readonly Word[];
  readonly foreignKey: readonly Word[];
  readonly clock: ClockSpec;
  readonly where: readonly SqlText[];
  readonly zone: string;
}

export type ClockSpec =
  | { readonly kind: "events"; readonly timestamp: SqlText; readonly knownAt?: SqlText }
  | { readonly kind: "versions"; readonly validFrom: SqlText; readonly validTo?: SqlText }
  | { readonly kind: "none" };

export interface ViewSpec {
  /** Names of the entity's key columns. */
  readonly key: readonly string[];
  readonly node: NodeId;
  /** Columns of the source, in the key's order. */
  readonly sourceKey: readonly Word[];
  readonly clock: ClockSpec;
  readonly zone: string;
  readonly order: readonly SqlText[];
  readonly where: readonly SqlText[];
  /** How sets join it; absent: what a count says is cheaper. */
  readonly density?: "dense" | "sparse";
  readonly outputs: readonly FeatureOutput[];
  /** `now`, `hour`, `day`, or a moment. */
  readonly asOf: Word;
}

/** A column that comes out of a view. */
export type FeatureOutput = OutputBase &
  (
    | {
        readonly kind: "aggregate";
        readonly aggregate: AggregateSpec;
        /** Null: lifetime. */
        readonly window: Duration | null;
        readonly where: readonly FeatureCondition[];
      }
    | { readonly kind: "attribute" | "expression"; readonly value: SqlText }
  );

interface OutputBase {
  readonly name: string;
  /** The entry of `features:` that makes it. */
  readonly feature: string;
  readonly default?: SqlText;
  readonly span: Span;
}

/** SQL of a condition; with `equals`, SQL of what has to have that value. */
export interface FeatureCondition {
  readonly sql: SqlText;
  readonly equals?: string | number | boolean;
}

export interface AggregateSpec {
  readonly kind: Aggregate["kind"];
  readonly value?: SqlText;
  readonly weight?: SqlText;
  readonly numerator?: SqlText;
  readonly denominator?: SqlText;
  /** share: the value that is counted, of the category in `value`. */
  readonly equals?: string | number | boolean;
  readonly fraction?: number;
  readonly length?: number;
}

/** What the features of each build are compared with, and how far they may move. */
export interface DriftSpec {
  readonly reference:
    | { readonly kind: "previous" }
    | { readonly kind: "before"; readonly duration: Duration }
    /** No parent: it is taken as it stands. */
    | { readonly kind: "node"; readonly node: NodeId };
  readonly psi?: DriftLimit;
  readonly ks?: DriftLimit;
  readonly severity: "warn" | "error";
  /** Patterns of names; absent: all but moments. */
  readonly features?: readonly string[];
}

export interface SetSpec {
  readonly key: readonly string[];
  readonly zone: string;
  readonly spine: SpineSpec;
  readonly features: readonly SetFeaturesSpec[];
  readonly expressions: readonly { readonly name: string; readonly value: SqlText }[];
  readonly label?: LabelSpec;
  readonly sample?: { readonly share: number; readonly seed: string };
  readonly balance?: Balance;
  readonly split?: SplitSpec;
  readonly encodings: readonly EncodingSpec[];
  /** The view whose history it is. */
  readonly historyOf?: NodeId;
}

export type SpineSpec =
  | {
      readonly kind: "every";
      readonly step: Duration;
      /** ISO moments. */
      readonly from: string;
      readonly to: string;
      /** Absent: whoever has a row of the view whose history it is. */
      readonly population?: {
        readonly node: NodeId;
        readonly key: readonly Word[];
        readonly where?: SqlText;
        readonly aliveSince?: SqlText;
        readonly aliveUntil?: SqlText;
      };
    }
  | {
      readonly kind: "rows";
      readonly node: NodeId;
      readonly key: readonly Word[];
      readonly asOf: SqlText;
      readonly where?: SqlText;
      readonly from?: string;
      readonly to?: string;
      readonly keep: readonly Word[];
    };

/** Columns of one view. */
export interface SetFeaturesSpec {
  readonly view: NodeId;
  readonly columns: readonly { readonly column: string; readonly as: string }[];
  /** Columns kept from the spine from which the joins lead on, where it is not the set's own key. */
  readonly key?: readonly string[];
  /** How one gets from there to the view's entity. */
  readonly joins: readonly EntityJoin[];
}

export interface LabelSpec {
  readonly name: string;
  readonly node: NodeId;
  readonly key: readonly Word[];
  readonly timestamp: SqlText;
  readonly where?: SqlText;
  readonly within: Duration;
  readonly value:
    | { readonly kind: "exists" | "not_exists" }
    | { readonly kind: "aggregate"; readonly aggregate: AggregateSpec };
  readonly default?: SqlText;
  readonly order: readonly SqlText[];
  /** ISO moment. */
  readonly observedUntil?: string;
}

/** As a set's statement takes it, but for ISO moments in the place of SQL. */
export type SplitSpec = Split;

export interface EncodingSpec {
  readonly column: string;
  readonly as: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly span: Span;
}
