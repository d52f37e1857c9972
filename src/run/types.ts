import type { Diagnostic } from "../base/diagnostic.ts";
import type { NodeId } from "../graph/types.ts";
import type { Relation } from "../sql/relation.ts";
import type { UnitDifference } from "../unit/types.ts";

/** Why a node runs although it has run before, or is left alone. */
export type Reason =
  | { readonly kind: "new" }
  | { readonly kind: "killed" }
  | { readonly kind: "statement" }
  | { readonly kind: "settings" }
  | { readonly kind: "macro"; readonly names: readonly string[] }
  | { readonly kind: "parent"; readonly parents: readonly NodeId[] }
  | { readonly kind: "source-data"; readonly sources: readonly NodeId[] }
  | { readonly kind: "seed-data" }
  | { readonly kind: "volatile" }
  | { readonly kind: "forced" }
  | { readonly kind: "full-refresh" }
  | { readonly kind: "missing" }
  | { readonly kind: "tests" }
  /** `quern test`: published nodes are tested whatever they passed before. */
  | { readonly kind: "asked" }
  | { readonly kind: "vars"; readonly names: readonly string[] }
  | { readonly kind: "restatement" }
  | { readonly kind: "batches" }
  | { readonly kind: "sample" }
  /** Current values are those of another moment. */
  | { readonly kind: "moment" };

/** What is going to happen, decided before anything runs. `--dry-run` prints it; `runPlan` walks it. */
export interface Plan {
  readonly runId: string;
  readonly command: "build" | "run" | "test" | "seed" | "snapshot";
  /** In graph order. */
  readonly nodes: readonly PlannedNode[];
}

export interface PlannedNode {
  readonly id: NodeId;
  /** run: materialise and test; test: only its tests; reuse: nothing changed. */
  readonly action: "run" | "test" | "reuse";
  /** Empty for reuse. */
  readonly reasons: readonly Reason[];
  /** Equal to the published one where nothing that decides the result has changed. */
  readonly fingerprint: string;
  /**
   * What children compare. Equal to the fingerprint, except where the result also depends on what was there before (incremental,
   * snapshot, volatile): then it changes with every run of the node.
   */
  readonly version: string;
  /** Parts of the fingerprint, kept in the state so that the next plan can say what changed. */
  readonly parts: FingerprintParts;
  /** Tests that gate the node and are selected. */
  readonly tests: readonly NodeId[];
  /** What each of `tests` is recognised by, in the same order: a test that passed on what is published is not run again. */
  readonly signatures: readonly string[];
  /** Signatures of unit tests that have passed and of which nothing has changed since: they are not run again. */
  readonly holding: readonly string[];
  /** Planned nodes (and only those) it waits for. */
  readonly waitsFor: readonly NodeId[];
  readonly fullRefresh: boolean;
  /** Of views whose current values can be carried on: the hash of all that decides them but data. */
  readonly definition?: string;
}

export interface FingerprintParts {
  /** Canonical hash of the statements; white space and comments leave it alone. */
  readonly statement: string;
  /** Hash of the statements as text: where it is as before, the statement is not parsed again. */
  readonly text: string;
  readonly settings: string;
  /** Macros, TypeScript and seed files used, each with its hash. Seed files alone count in the fingerprint. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Variables read, each with a hash of its value. */
  readonly vars: Readonly<Record<string, string>>;
  /** Parents that are relations, with their versions; ephemeral parents are replaced by theirs. */
  readonly parents: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly volatile: boolean;
  /** Of current values: their moment, where it moves with the clock. */
  readonly moment?: string;
  /** "" for whole data, "empty", "sample:SECONDS", or "range" for a microbatch model of which only asked-for ranges are filled so far. */
  readonly sample: string;
}

/** What the warehouse says about itself: which nodes were published, from what, and which relations there are. */
export interface WarehouseState {
  /** Number of the last run; 0 where the warehouse has no state yet. */
  readonly generation: number;
  readonly nodes: Readonly<Record<NodeId, NodeState>>;
  /** Every relation of the warehouse, state tables included: `relationKey` without a database -> kind. */
  readonly relations: Readonly<Record<string, "table" | "view">>;
  /** Nodes that a killed run was building: `nodes` does not hold them, since nobody knows what is published for them. */
  readonly underway: readonly NodeId[];
  /** Relations that we made for nodes under another name than today's, or whose rows of the state were superseded. */
  readonly formerRelations: readonly FormerRelation[];
  /** The tables of the state are those of an earlier version, and may lack columns. */
  readonly isOlder?: boolean;
}

export interface FormerRelation {
  readonly node: NodeId;
  readonly relation: Relation;
}

/** What is published for a node. A source has a row where its tests passed. */
export interface NodeState {
  readonly runId: string;
  readonly publishedAt: string;
  readonly relation: Relation | null;
  readonly fingerprint: string;
  readonly version: string;
  readonly parts: FingerprintParts;
  /** Signatures of the tests that passed (or warned) on what is published. */
  readonly tests: readonly string[];
  readonly rows?: number;
}

export type NodeStatus = "success" | "warn" | "error" | "fail" | "skipped" | "reused" | "interrupted";
export type TestStatus = "pass" | "warn" | "fail" | "error" | "skipped";

export interface Results {
  readonly runId: string;
  readonly command: Plan["command"];
  readonly target: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Whole run, seconds. */
  readonly elapsed: number;
  readonly nodes: readonly NodeResult[];
  readonly interrupted: boolean;
  /** What concerns no single node: hooks of the run, the history. */
  readonly diagnostics?: readonly Diagnostic[];
}

export interface NodeResult {
  readonly id: NodeId;
  readonly status: NodeStatus;
  readonly reasons: readonly Reason[];
  /** Seconds from the node's first statement to its commit. */
  readonly elapsed: number;
  readonly startedAt?: string;
  /** Rows of the table, or rows changed by an incremental step. */
  readonly rows?: number;
  /** Current values that were carried on: the entities that were computed again. */
  readonly entities?: number;
  /** Training sets: which version of them was built. */
  readonly version?: BuiltVersion;
  readonly tests: readonly TestResult[];
  /** skipped: the failed node it depends on. */
  readonly because?: NodeId;
  readonly diagnostics: readonly Diagnostic[];
}

/** The version of a training set that a build made. */
export interface BuiltVersion {
  readonly version: string;
  /** False: the same rows were built before. */
  readonly isNew: boolean;
  /** Rows of the spine that are left out since the horizon of their label is not over. */
  readonly incomplete: number;
  /** How long it is: `60 days`. */
  readonly horizon?: string;
  /** Rows of the spine that are left out since they look past the end of their part of time. */
  readonly purged: number;
  /** How far they look: `60 days`. */
  readonly purge?: string;
}

export interface TestResult {
  readonly id: NodeId;
  readonly status: TestStatus;
  /** Number of failing rows. */
  readonly failures: number;
  readonly elapsed: number;
  /** Where the failing rows are kept, as a query that shows them. */
  readonly seeFailures?: string;
  /** unit tests: the rows that differ. */
  readonly difference?: UnitDifference;
  readonly diagnostics: readonly Diagnostic[];
}

/** Told as things happen; the terminal, plain lines and JSON lines are three listeners. */
export type RunEvent =
  | { readonly kind: "started"; readonly total: number; readonly reused: number }
  | { readonly kind: "node-started"; readonly id: NodeId }
  | {
      readonly kind: "node-finished";
      readonly result: NodeResult;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: "waiting"; readonly holder: string }
  | { readonly kind: "message"; readonly text: string }
  | { readonly kind: "finished"; readonly results: Results };

export type RunListener = (event: RunEvent) => void;
