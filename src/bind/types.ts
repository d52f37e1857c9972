import type { Diagnostic } from "../base/diagnostic.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";

/** What `bindGraph` returns: for each source and each node that becomes a relation, what its rows are like and where they come from. */
export interface Bound {
  /** Nodes that could be bound. What has an error, or reads something that has, is missing. */
  readonly nodes: Readonly<Record<NodeId, BoundNode>>;
  /** Nodes left out because something they read has an error, or because nobody knows the columns of a source. */
  readonly unchecked: readonly Unchecked[];
  /** What is wrong, by the node or test it is wrong with. */
  readonly problems: Readonly<Record<NodeId, readonly Diagnostic[]>>;
  /** How the columns of contracts differ from those that there are; of every bound node with a contract. */
  readonly contracts: Readonly<Record<NodeId, readonly ContractDifference[]>>;
  /** How many statements were bound; the others were known from before. */
  readonly boundNow: number;
}

/** Types in DuckDB's own words, except for `declared`. */
export type ContractDifference =
  | { readonly kind: "undeclared"; readonly column: Column }
  /** Declared, and not given. */
  | { readonly kind: "missing"; readonly name: string }
  | { readonly kind: "untyped"; readonly name: string; readonly given: string }
  | {
      readonly kind: "no-type";
      readonly name: string;
      readonly declared: string;
      readonly given: string;
      readonly reason: string;
    }
  | { readonly kind: "type"; readonly name: string; readonly declared: string; readonly given: string }
  /** Given elsewhere: after another one, or first. */
  | { readonly kind: "order"; readonly name: string; readonly after?: string };

export interface Unchecked {
  readonly id: NodeId;
  /** The nodes with the error, or the sources without columns. */
  readonly because: readonly NodeId[];
}

export interface BoundNode {
  readonly id: NodeId;
  /** As the relation will have them, in order; types in DuckDB's own words. */
  readonly columns: readonly Column[];
  /** Absent for sources and seeds, whose rows come from outside, and where `untraceable` says why. */
  readonly lineage?: NodeLineage;
  /** What in the statement cannot be followed. Such a node has columns, but no lineage. */
  readonly untraceable?: string;
  /** Functions that give something else at each call (`random`, `now`). */
  readonly volatile: readonly string[];
}

export interface NodeLineage {
  /** Parallel to the node's columns. */
  readonly columns: readonly ColumnLineage[];
  /** What decides which rows there are. */
  readonly rows: readonly RowUse[];
  /** Direct parents whose relation is read, also where none of their columns is. */
  readonly reads: readonly NodeId[];
  /** The parent whose rows these are, each of them at most once: no join, union or list can have multiplied them. */
  readonly onceFrom?: NodeId;
}

export interface ColumnLineage {
  /** Columns of direct parents that the value is computed from, each once. */
  readonly uses: readonly ColumnUse[];
  /** The one column that the value is an unchanged copy of. */
  readonly copyOf?: ColumnUse;
  /** With `copyOf`: some rows may have null instead, such as those of an outer join without a partner. */
  readonly mayLack?: true;
}

export interface ColumnUse {
  readonly node: NodeId;
  readonly column: string;
}

export interface RowUse extends ColumnUse {
  readonly as: "filter" | "join" | "group" | "order";
}
