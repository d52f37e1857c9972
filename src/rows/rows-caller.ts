import type { Diagnostic } from "../base/diagnostic.ts";
import type { NodeId } from "../graph/types.ts";

/** Calls the functions of rows models. */
export interface RowsCaller {
  /** Calls the function of a node, with what reads for it; what it returns has yet to be read. Throws what the function throws. */
  readonly call: (id: NodeId, reading: RowsReading) => unknown;
  /** The diagnostic of what a function threw, at its place in the user's file. */
  readonly describe: (id: NodeId, error: unknown) => Diagnostic;
}

/** What a function may read. The readers are given to the user as they are. */
export interface RowsReading {
  readonly incremental: boolean;
  /** Variables that come before those of the project. */
  readonly vars?: Readonly<Record<string, unknown>>;
  /** Reads what stands in `CompiledRows.reads` under this key. */
  readonly reader: (key: string) => object | undefined;
  readonly self: object;
}
