import type { Value } from "../adapters/adapter.ts";
import type { Diagnostic } from "../base/diagnostic.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";

/** What running a unit test gives. `error` where it could not be run, as written or as the model stands. */
export interface UnitOutcome {
  readonly status: "pass" | "fail" | "error";
  /** Rows that are missing and rows too many. */
  readonly failures: number;
  readonly diagnostics: readonly Diagnostic[];
  /** Where rows differ. */
  readonly difference?: UnitDifference;
}

/** Expected rows that are missing (`-`) and rows that nobody expected (`+`), what is alike one below the other. */
export interface UnitDifference {
  readonly columns: readonly string[];
  readonly rows: readonly DifferentRow[];
  readonly missing: number;
  readonly unexpected: number;
  readonly agreeing: number;
}

export interface DifferentRow {
  readonly mark: "-" | "+";
  readonly cells: readonly Value[];
  /** Which cells differ from those of the row it stands with; empty where it stands alone. */
  readonly differs: readonly number[];
}

/** The columns of a node, as they are known without its data; undefined where nobody knows them. */
export type ColumnsOf = (id: NodeId) => readonly Column[] | undefined;
