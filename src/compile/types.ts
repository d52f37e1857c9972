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
