import type { Flow } from "./flow.ts";

/** A column of a base table. */
export interface BaseColumn extends BaseTable {
  readonly column: string;
}

export interface BaseTable {
  /** Absent for the binder's own. */
  readonly database?: string;
  readonly schema: string;
  readonly table: string;
}

/** What decides which rows there are, apart from what their values are computed of. */
export type RowUse = "filter" | "join" | "group" | "order";

export interface RowColumn extends BaseColumn {
  readonly as: RowUse;
}

export interface ColumnLineage {
  /** Whatever the value is computed from. */
  readonly uses: readonly BaseColumn[];
  /** Set where the column is an unchanged copy of one base column, on every row that it has a value of it on. */
  readonly copyOf?: BaseColumn;
  /** With `copyOf`: some rows may have no value of it, but null (the other side of an outer join, a subtotal, a scalar subquery). */
  readonly mayLack?: true;
}

/** A table function, and the files that it reads. */
export interface TableFunction {
  readonly name: string;
  readonly files: readonly string[];
}

/** Where the columns and the rows of a statement come from. Every list is sorted and without duplicates; `columns` is in output order. */
export interface Lineage {
  readonly columns: readonly ColumnLineage[];
  readonly rows: readonly RowColumn[];
  /** All base tables that are read, also where no column of them is used. */
  readonly tables: readonly BaseTable[];
  readonly functions: readonly TableFunction[];
  /** The functions by which the rows may differ although the data are the same; `sample` for a sample without a seed. */
  readonly volatile: readonly string[];
  /** From which rows of the tables the rows are made, where that was asked; absent where each is made of one row of one table alone. */
  readonly flow?: Flow;
}
