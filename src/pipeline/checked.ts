import type { NodeId } from "../graph/types.ts";

/** What a check came to, beside what it found wrong. */
export interface Checked {
  /** How many nodes have columns now, and how many tests were looked at. */
  readonly nodes: number;
  readonly tests: number;
  /** Whether the answer holds as long as the project's files stay as they are. */
  readonly isLasting: boolean;
  /** What could not be looked at, by the node that is to blame. */
  readonly unchecked: readonly UncheckedNodes[];
  /** How many of the problems are findings of rules, and how many more are silenced. */
  readonly findings: number;
  readonly silenced: number;
}

export interface UncheckedNodes {
  readonly because: NodeId;
  readonly nodes: readonly NodeId[];
  readonly tests: readonly NodeId[];
}
