import type { Span } from "../base/span.ts";
import type {
  Allowance,
  ColumnDefinition,
  ConstraintDefinition,
  Freshness,
  Json,
  Materialized,
  NodeSettings,
  ProjectConfig,
  SelectorDefinition,
  TestSettings,
  UnitData,
  UnitExpectation,
  UnitOverrides,
} from "../project/definitions.ts";
import type { TemplateFacts } from "../project/template-facts.ts";

import type { DriftSpec, Entity, SetSpec, ViewSpec } from "./features/types.ts";

declare const nodeIdBrand: unique symbol;

/** `model.fct_orders`, `model.dim_customers.v2`, `seed.countries`, `snapshot.x`, `feature_view.orders`, `training_set.churn`, `source.shop.orders`, `exposure.x`, `test.unique_fct_orders_order_id`, `unit_test.fct_orders.nets_refunds`. */
export type NodeId = string & { readonly [nodeIdBrand]: true };

/** Names as nodes: every dependency resolved, every rule checked. Records keep the order of definition. */
export interface Graph {
  readonly name: string;
  readonly config: ProjectConfig;
  readonly nodes: Readonly<Record<NodeId, Node>>;
  readonly groups: Readonly<
    Record<string, { readonly owner: { readonly name?: string; readonly email?: string } }>
  >;
  readonly selectors: readonly SelectorDefinition[];
  /** What features are of, by name. */
  readonly entities: Readonly<Record<string, Entity>>;
}

export type Node =
  | SourceNode
  | ModelNode
  | SeedNode
  | SnapshotNode
  | FeatureViewNode
  | TrainingSetNode
  | TestNode
  | UnitTestNode
  | ExposureNode;
export type NodeKind = Node["kind"];
/** The kinds that become relations. */
export type RelationNode = ModelNode | SeedNode | SnapshotNode | FeatureNode;
/** What a unit test may be of. */
export type TestableNode = ModelNode | SnapshotNode | FeatureNode;
/** Those that are made of features. */
export type FeatureNode = FeatureViewNode | TrainingSetNode;

interface NodeBase {
  readonly id: NodeId;
  readonly name: string;
  readonly package: string;
  /** File that defines it, relative to the project. */
  readonly file: string;
  /** Package, folders below models/, name: what the `fqn` selector matches. */
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly meta: Readonly<Record<string, Json>>;
  readonly description?: string;
  /** Direct parents, each once, in order of appearance. */
  readonly dependsOn: readonly NodeId[];
  readonly span: Span;
}

/** Settings after the layers are merged and defaults filled. */
export interface ResolvedSettings extends Omit<NodeSettings, "tags" | "meta" | "group" | "allow"> {
  readonly materialized: Materialized;
}

export interface SourceNode extends NodeBase {
  readonly kind: "source";
  readonly source: string;
  readonly path?: string;
  readonly format?: "csv" | "json" | "parquet";
  readonly readOptions: Readonly<Record<string, Json>>;
  readonly database?: string;
  readonly schema?: string;
  readonly identifier: string;
  readonly freshness?: Freshness;
  readonly eventTime?: string;
  readonly columns: readonly ColumnDefinition[];
  /** Rules that are not held. */
  readonly allow?: readonly Allowance[];
}

interface RelationNodeBase extends NodeBase {
  readonly settings: ResolvedSettings;
  readonly columns: readonly ColumnDefinition[];
  /** On the relation as a whole; those of columns are with them. */
  readonly constraints?: readonly ConstraintDefinition[];
  readonly patchFile?: string;
  /** Where YAML names it. */
  readonly patchSpan?: Span;
  readonly stage?: string;
  readonly group?: string;
  readonly access: "private" | "protected" | "public";
  /** Rules that are not held. */
  readonly allow?: readonly Allowance[];
}

export interface ModelNode extends RelationNodeBase {
  readonly kind: "model";
  readonly version?: string;
  readonly latestVersion?: string;
  readonly template: TemplateFacts;
  /** Macros reached, directly and through other macros, in call order. */
  readonly macros: readonly string[];
  /** ISO date after which nothing should read this model. */
  readonly deprecationDate?: string;
}

export interface SnapshotNode extends RelationNodeBase {
  readonly kind: "snapshot";
  readonly template: TemplateFacts;
  readonly macros: readonly string[];
}

export interface SeedNode extends RelationNodeBase {
  readonly kind: "seed";
}

/** Features of one entity from one source; its table holds their current values. */
export interface FeatureViewNode extends RelationNodeBase {
  readonly kind: "feature_view";
  readonly entity: string;
  readonly view: ViewSpec;
  /** What each build is compared with. */
  readonly drift?: readonly DriftSpec[];
}

/** Features as they stood at many moments, with what came after; or, without a label, the history of a view. */
export interface TrainingSetNode extends RelationNodeBase {
  readonly kind: "training_set";
  readonly entity: string;
  readonly set: SetSpec;
  /** What each build is compared with. */
  readonly drift?: readonly DriftSpec[];
  /**
   * Those of its parents whose rows it reads. Views are not among them: their definitions count, and what these read stands here instead; their
   * tables hold the values of one moment, which says nothing of others.
   */
  readonly reads: readonly NodeId[];
}

export interface TestNode extends NodeBase {
  readonly kind: "test";
  readonly testType: "generic" | "singular";
  /** generic: name of the test (`unique`, `relationships`, a macro). */
  readonly test?: string;
  readonly column?: string;
  readonly arguments: Readonly<Record<string, Json>>;
  /** Arguments that name a node as a whole (`to: ref "customers"`, `to: customers`) -> that node. */
  readonly argumentNodes?: Readonly<Record<string, NodeId>>;
  readonly settings: TestSettings;
  /** The node it is declared on; absent for singular tests. */
  readonly attachedTo?: NodeId;
  /** Made of a constraint of that node's contract. */
  readonly ofContract?: true;
  /** singular, and generic tests that are macros. */
  readonly template?: TemplateFacts;
  readonly macros: readonly string[];
}

/** What comes out of a model, snapshot or macro where its inputs are these rows. Reads what it tests, or the nodes that a macro is given. */
export interface UnitTestNode extends NodeBase {
  readonly kind: "unit_test";
  /** Name of what it tests; a version's ends in `.v2`. */
  readonly subjectName: string;
  readonly subject: UnitSubject;
  readonly given: readonly UnitGiven[];
  readonly expect: UnitExpectation;
  readonly overrides: UnitOverrides;
  readonly now?: { readonly text: string; readonly span: Span };
  /** Of the test of a macro: the macro and those it calls. */
  readonly macros: readonly string[];
}

export type UnitSubject =
  | { readonly kind: "node"; readonly node: NodeId }
  | {
      readonly kind: "macro";
      readonly name: string;
      readonly arguments: readonly Json[] | Readonly<Record<string, Json>>;
    };

/** Rows that stand for an input. */
export interface UnitGiven {
  readonly input:
    | { readonly kind: "node"; readonly node: NodeId }
    /** What the tested node's own table holds before. */
    | { readonly kind: "this" }
    /** macros: a table of that name. */
    | { readonly kind: "table"; readonly name: string };
  /** As the user calls it. */
  readonly name: string;
  readonly data: UnitData;
  readonly types: Readonly<Record<string, string>>;
  readonly span: Span;
}

export interface ExposureNode extends NodeBase {
  readonly kind: "exposure";
  readonly type: string;
  readonly url?: string;
  readonly maturity?: string;
  readonly allow?: readonly Allowance[];
  readonly owner: { readonly name?: string; readonly email?: string };
}
