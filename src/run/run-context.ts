import type { Warehouse } from "../adapters/adapter.ts";
import type { Diagnostic, Outcome } from "../base/diagnostic.ts";
import type { Locate } from "../bind/engine-diagnostic.ts";
import type { MergedScan } from "../compile/merge-scans.ts";
import type {
  Batch,
  Compiled,
  CompiledNode,
  CompiledTest,
  Situation,
  Step,
  Tiling,
} from "../compile/types.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { Graph, NodeId, ResolvedSettings } from "../graph/types.ts";
import type { RowsCaller } from "../rows/rows-caller.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { UnitOutcome } from "../unit/types.ts";
import type { RunListener, WarehouseState } from "./types.ts";

/** Everything a run needs besides its plan. Compiler, warehouse, clock and listener come in from the edge. */
export interface RunContext {
  readonly graph: Graph;
  readonly compiled: Compiled;
  /** Needed as soon as the plan has work (`hasWork`). */
  readonly warehouse?: Warehouse;
  /** What the warehouse held when the plan was made. */
  readonly state: WarehouseState;
  /** Name of the target, for the history. */
  readonly target: string;
  readonly compiler: StepCompiler;
  /** Runs unit tests, in a database of their own. Needed where the plan has some. */
  readonly runUnitTest?: (test: CompiledUnitTest) => Promise<UnitOutcome>;
  /** Nodes built at once. Default 4. */
  readonly threads?: number;
  readonly failFast?: boolean;
  /** False keeps no failing rows, whatever the tests say. */
  readonly storeFailures?: boolean;
  /** Rendered statements. They run where the plan has work. */
  readonly hooks?: { readonly onRunStart: readonly string[]; readonly onRunEnd: readonly string[] };
  /** Absolute path of a folder for files that live as long as the run. */
  readonly scratchFolder: string;
  /** Start of the run: what `now` means to snapshots and batches. */
  readonly now: Date;
  /** microbatch: the range of event time to fill again. */
  readonly batchRange?: Partial<Batch>;
  readonly clock?: () => Date;
  readonly listener?: RunListener;
  /** Aborting it interrupts what runs, rolls it back, and skips the rest. */
  readonly signal?: AbortSignal;
  /** Needed where the plan builds rows models. */
  readonly rows?: RowsCaller;
  /** The choice that a training set leaves to what its sources hold. */
  readonly tilingOf?: (id: NodeId) => Tiling | undefined;
  /** Where in the user's file a place of a node's or test's statement comes from. */
  readonly locate?: Locate;
  /** Whether a column holds personal data, by itself or by what it is made of. */
  readonly isPersonal?: (node: NodeId, column: string) => boolean;
  /** Descriptions of columns by name, of nodes that keep their docs in the warehouse; a node's own where it is missing. */
  readonly columnDocs?: Readonly<Record<NodeId, Readonly<Record<string, string>>>>;
}

/** What `run` asks of the compiler once it knows what the warehouse holds. */
export interface StepCompiler {
  readonly materialize: (
    node: CompiledNode,
    settings: ResolvedSettings,
    situation: Situation,
    dialect: Dialect,
  ) => Outcome<readonly Step[]>;
  readonly needsColumns: (
    node: CompiledNode,
    settings: ResolvedSettings,
    situation: Omit<Situation, "selectColumns">,
  ) => boolean;
  readonly batchesToFill: (
    settings: ResolvedSettings,
    ledger: readonly Batch[],
    now: Date,
    options: { readonly range?: Partial<Batch>; readonly fullRefresh: boolean },
  ) => readonly Batch[];
  readonly mergeScans: (tests: readonly CompiledTest[]) => readonly MergedScan[];
  /** What a step of kind `check` said by failing; undefined for every other failure. */
  readonly findRefusal: (message: string) => Diagnostic | undefined;
}
