import type { Diagnostic } from "../base/diagnostic.ts";
import type { Column } from "../compile/types.ts";
import type { NodeId } from "../graph/types.ts";
import type { Flow } from "../sql/lineage/flow.ts";

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
  /** False where a statement reads files by itself, or what cannot be followed: the next look may find something else there. */
  readonly isLasting: boolean;
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
  /** Where the statement takes all columns of a source, whatever they are, and passes them on. */
  readonly stars?: readonly SourceStar[];
}

export interface SourceStar {
  readonly source: NodeId;
  /** Character offset into the node's statement. */
  readonly position?: number;
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
  /** What the statement shows of how its rows can be told apart. */
  readonly apart?: RowsApart;
  /**
   * Of nodes behind training sets: from which rows of the parents the rows are made. Absent where each is made of one row of one parent, and of
   * nothing else.
   */
  readonly flow?: NodeFlow;
}

/** A statement's flow, by node; null for a relation that is no node, or the node's own. */
export interface NodeFlow extends Omit<Flow, "scans"> {
  readonly scans: readonly (NodeId | null)[];
}

/** What tells rows apart, in terms of what tests and constraints say about the parents. */
export interface RowsApart {
  readonly keys: readonly StatementKey[];
  readonly passes: readonly PassedRows[];
  /** Columns that are computed of others of the same row, by position: what is unique in one is unique in those that it is made of. */
  readonly derived: readonly { readonly column: number; readonly of: readonly number[] }[];
  /** The joins by which rows may multiply: those that are safe whatever is known of the parents are left out. */
  readonly joins: readonly NodeJoin[];
}

/** Columns of the node, by position, in which no two rows of its statement are equal, if all conditions hold. */
export interface StatementKey {
  readonly columns: readonly number[];
  readonly given: readonly UniqueColumns[];
}

/** A parent each of whose rows is there at most once, if all conditions hold: a key of it whose columns are passed on is one here. */
export interface PassedRows {
  readonly node: NodeId;
  readonly columns: readonly (readonly [column: string, position: number])[];
  readonly given: readonly UniqueColumns[];
}

/** That no two rows of a node are equal in these columns. */
export interface UniqueColumns {
  readonly node: NodeId;
  readonly columns: readonly string[];
}

/** A join of the statement by equal columns. */
export interface NodeJoin {
  readonly type: "inner" | "left" | "right" | "full";
  /** A side is absent where its value is no plain copy of a parent's column. */
  readonly keys: readonly { readonly left?: ColumnUse; readonly right?: ColumnUse }[];
  /** Is there nothing else in the condition? */
  readonly onlyKeys: boolean;
  /** In which ways no two rows of a side are equal in the keys: each a list of conditions. */
  readonly left: readonly (readonly UniqueColumns[])[];
  readonly right: readonly (readonly UniqueColumns[])[];
  /** What becomes of a row that comes twice. */
  readonly duplicates: "kept" | "counted";
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
