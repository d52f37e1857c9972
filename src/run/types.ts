import type { Diagnostic } from "../base/diagnostic.ts";
import type { NodeId } from "../graph/types.ts";

/** Why a node runs although it has run before, or is left alone. */
export type Reason =
  | { readonly kind: "new" }
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
  | { readonly kind: "sample" };

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
  readonly fingerprint: string;
  /** Parts of the fingerprint, kept in the state so that the next plan can say what changed. */
  readonly parts: FingerprintParts;
  /** Tests that gate the node and are selected. */
  readonly tests: readonly NodeId[];
  /** Planned nodes (and only those) it waits for. */
  readonly waitsFor: readonly NodeId[];
  readonly fullRefresh: boolean;
}

export interface FingerprintParts {
  readonly statement: string;
  readonly settings: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly parents: Readonly<Record<string, string>>;
  readonly sources: Readonly<Record<string, string>>;
  readonly tests: string;
  readonly volatile: boolean;
  readonly sample: string;
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
  readonly tests: readonly TestResult[];
  /** skipped: the failed node it depends on. */
  readonly because?: NodeId;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TestResult {
  readonly id: NodeId;
  readonly status: TestStatus;
  /** Number of failing rows. */
  readonly failures: number;
  readonly elapsed: number;
  /** Where the failing rows are kept, as a query that shows them. */
  readonly seeFailures?: string;
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
