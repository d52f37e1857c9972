import type { StatisticsRequest } from "../features/statistics/request.ts";
import type { NodeId } from "../graph/types.ts";
import type { Materialized } from "../project/definitions.ts";
import type { Relation } from "../sql/relation.ts";
import type { CompiledUnitTest } from "./unit-tests/types.ts";

/** What `compileGraph` returns: for each selected node the statements it may need, as text. */
export interface Compiled {
  readonly nodes: Readonly<Record<NodeId, CompiledNode>>;
  readonly tests: Readonly<Record<NodeId, CompiledTest>>;
  readonly unitTests: Readonly<Record<NodeId, CompiledUnitTest>>;
  /** Nodes and tests that could not be compiled; what stands for them above is not to be used. */
  readonly failed?: readonly NodeId[];
}

/** A column of a relation or of a statement's result; `type` in the engine's own words. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * A model, seed or snapshot as text. Its relation names are those of the target. Which statements run depends on what the
 * warehouse holds: `materialize(node, situation)` turns both into steps.
 */
export interface CompiledNode {
  readonly id: NodeId;
  readonly materialized: Materialized;
  /** Null for ephemeral nodes, which are inlined where they are read. */
  readonly relation: Relation | null;
  /** The whole SELECT, ephemeral parents inlined as CTEs. For a seed: the SELECT over its file. */
  readonly select: string;
  /** Of current values whose moment moves from run to run: that moment, and the SELECT at another that does not. By this it is known. */
  readonly moving?: { readonly moment: string; readonly select: string };
  /** The SELECT when the table exists, where the template asks (`{{#if incremental}}`); otherwise absent. */
  readonly incrementalSelect?: string;
  /**
   * microbatch: the SELECT of one batch, with `batchStartMarker` and `batchEndMarker` (compile/microbatch.ts) in the place of the
   * two timestamp literals.
   */
  readonly batchSelect?: string;
  /** Of current values that can be carried on from an earlier moment. */
  readonly refresh?: CompiledRefresh;
  /** What a build keeps of a training set beside its table. */
  readonly training?: CompiledTraining;
  /** A model whose rows a function of TypeScript computes: `select` then has their columns, and no rows. */
  readonly rows?: CompiledRows;
  /** Hash of the rendered text without ephemeral parents: equal text needs no parsing to be known unchanged. */
  readonly textHash: string;
  /** Hash of the settings that change the result. Descriptions, tags, meta and tests are not among them. */
  readonly settingsHash: string;
  /** Name -> hash of each macro, TypeScript function and seed file used. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Variables read while rendering, with their values. */
  readonly vars: Readonly<Record<string, string>>;
  /** Files the node writes (external), relative to the project. */
  readonly location?: string;
  /** `pre_hook` and `post_hook`, rendered. */
  readonly hooks?: { readonly pre: readonly string[]; readonly post: readonly string[] };
  /** Feature views and training sets: the statistics that are kept of them. */
  readonly statistics?: StatisticsRequest;
}

/** What carries current values on, with markers (compile/refresh-places.ts) for what only a run knows. */
export interface CompiledRefresh {
  /** Hash of the SELECT at a moment that does not move: where it is as before, the values differ by rows and moment alone. */
  readonly textHash: string;
  /** The moment it carries them to, ISO. */
  readonly until: string;
  /** SELECT of the entities to compute again, and of their values. */
  readonly changed: string;
  readonly fresh: string;
  /** What is then done to the tables. */
  readonly changes: readonly { readonly kind: "delete" | "update" | "insert"; readonly sql: string }[];
  /** SELECT of the moments that columns of days count from, by key; absent where there are no such columns. */
  readonly moments?: string;
}

/** What is to be asked before a training set is made, and its statement by the answers. */
export interface Tiling {
  /** SELECTs of one row `is_dense`. */
  readonly counts: readonly string[];
  /** @param dense the answers, in the order of the counts */
  readonly select: (dense: readonly boolean[]) => string;
}

/** What a build tells and keeps of a training set. */
export interface CompiledTraining {
  /** SELECT of one row: what became of the spine's rows (features/training/training-counts.ts). */
  readonly counts: string;
  /** SELECT over the table of what encodings were fitted to; absent where there are none. */
  readonly fitted?: string;
  /** Columns of which no two rows have the same values. */
  readonly key: readonly string[];
  /** How many versions keep their rows, that of the table aside. */
  readonly keep: number;
  /** Whether there is a column `split`. */
  readonly hasParts: boolean;
  /** How far labels look: `60 days`. */
  readonly horizon?: string;
  /** How far rows may not look past their part of time: `60 days`. */
  readonly purge?: string;
  /** What the set is, for the manifest of its versions. JSON. */
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** What computes the rows of a model, as data. */
export interface CompiledRows {
  /** Hash of the code, of the columns and of the variables that the code reads. */
  readonly hash: string;
  readonly columns: readonly Column[];
  /** What the function may read, by `ref('x')` or `source('a', 'b')`, each as a SELECT. */
  readonly reads: Readonly<Record<string, string>>;
}

/** What the warehouse holds where a node is to go, asked once by `run` just before the node is built. */
export interface Situation {
  readonly existing: { readonly kind: "table" | "view"; readonly columns: readonly Column[] } | null;
  readonly fullRefresh: boolean;
  /** Columns of the new SELECT, by DESCRIBE; given where `needsColumns(node, situation)` asks for them. */
  readonly selectColumns?: readonly Column[];
  /** microbatch: the intervals to fill, oldest first. */
  readonly batches?: readonly Batch[];
  /**
   * Current values that can be carried on some day: where the moments of their entities are kept, and the moment that the table is of where
   * it can be carried on now.
   */
  readonly currentValues?: { readonly moments: Relation; readonly since?: Date };
  /** Moment of the run; snapshots of rows without a timestamp use it. */
  readonly now: Date;
  /** Docs to persist as comments. */
  readonly docs?: { readonly relation?: string; readonly columns: Readonly<Record<string, string>> };
  /** A name for scratch tables that no other node of the run uses. */
  readonly scratch: string;
}

/** A half-open interval [start, end) of event time, in UTC. */
export interface Batch {
  readonly start: Date;
  readonly end: Date;
}

/** One statement of a plan. `--dry-run`, the log and the executor walk the same list. */
export interface Step {
  readonly kind:
    | "hook"
    /** Keeps rows aside for the steps after it. */
    | "stage"
    /** Stops the node where rows break a rule (compile/materializations/refusal.ts). */
    | "check"
    | "drop"
    | "create"
    | "alter"
    | "delete"
    | "update"
    | "insert"
    | "merge"
    | "write"
    | "comment"
    | "grant"
    /** Puts written files in their place; its `sql` is a comment that says so. */
    | "publish";
  readonly sql: string;
  /** write: the file or folder that `sql` writes; the folder above it is made first. Relative to the project. */
  readonly writes?: string;
  /** Of what its rows are one each, where that is worth telling. */
  readonly counts?: "entities";
  /** Runs only where the step before it wrote no row. */
  readonly ifNoRows?: boolean;
  /** publish: what was written goes to its place, and what was there goes (`Session.publishFiles`). Relative to the project. */
  readonly publishes?: { readonly from: string; readonly to: string };
  /** microbatch: which batch the step belongs to (index in `Situation.batches`). */
  readonly batch?: number;
  /** True for steps that must run outside the node's transaction. */
  readonly outside?: boolean;
}

/** A data test as SQL. */
export interface CompiledTest {
  readonly id: NodeId;
  /** The node whose publication it decides: the last, in graph order, of those it reads; a source where it reads only sources. */
  readonly gates: NodeId;
  /** SELECT of the failing rows, without limit. */
  readonly failures: string;
  /**
   * Where the test can share one scan of a relation: `from` (relation, or subselect for `where`) and an aggregate over it.
   * Tests with equal `from` are merged into one SELECT. If `exact`, the aggregate is the number of failing rows; otherwise it is zero
   * exactly when the test passes, and the count comes from `failures`.
   */
  readonly scan?: { readonly from: string; readonly aggregate: string; readonly exact: boolean };
  readonly severity: "error" | "warn";
  readonly warnIf: FailureCondition;
  readonly errorIf: FailureCondition;
  /** At most so many failing rows are kept. */
  readonly limit: number;
  readonly storeFailures: boolean;
  readonly textHash: string;
}

/** A comparison on the number of failing rows, parsed from `> 10`, `!= 0`, `between 1 and 5`. */
export interface FailureCondition {
  readonly text: string;
  readonly operator: ">" | ">=" | "<" | "<=" | "=" | "!=" | "between";
  readonly value: number;
  readonly upper?: number;
}
