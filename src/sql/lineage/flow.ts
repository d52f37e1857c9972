import type { BaseTable } from "./lineage.ts";

/**
 * From which rows of its base tables a statement's rows are made, where that is more than one row for one. A table that is read twice has two
 * scans, so that its row in one place is never taken for its row in another.
 */
export interface Flow {
  readonly scans: readonly BaseTable[];
  readonly cells: readonly Cell[];
  /** Cells that joins and filters hold equal. */
  readonly equal: readonly (readonly number[])[];
  /** Cells of which joins and filters hold the first to be no more than the second. */
  readonly atMost: readonly (readonly [number, number])[];
  /** Of number 0 there is none: it is the row itself. */
  readonly reaches: readonly (Reach | null)[];
  /** Parallel to the columns of the statement. */
  readonly columns: readonly FlowColumn[];
  /** What decides which rows there are. */
  readonly rows: readonly FlowUse[];
}

/**
 * A column of a scan; null for that there is such a row at all. With `isMany` it is how many such rows an outer join finds for one: none of
 * that matters where the join's keys hold a key of the scan.
 */
export type Cell = readonly [scan: number, column: string | null, isMany?: true];

/** A cell that something is made of, and the number of the reach by which it comes. */
export type FlowUse = readonly [cell: number, reach: number];

export interface FlowColumn {
  /** What the value is computed of. */
  readonly of: readonly FlowUse[];
  /** What decides which rows an aggregate or a window has seen, and whether an outer join has found a partner. */
  readonly decided?: readonly FlowUse[];
  readonly tie?: Tie;
}

/**
 * What a value has to do with the cells that it is computed of: it is one of them (which one, the branch of a union tells), it is computed in their
 * row of what is no later (`near`), it may be earlier than they are (`early`: the start of a day), or no row of an aggregation has more (`top`).
 */
export type Tie =
  | { readonly kind: "equal" | "near" | "early"; readonly cells: readonly number[] }
  | { readonly kind: "top"; readonly cells: readonly number[]; readonly step: number };

/** How rows other than the own get into a value. */
export interface Reach {
  /** `before`: rows up to the own one in the order of time. */
  readonly kind: "before" | "any";
  /** What fetches them: `lead`, `sum`, `group by`. */
  readonly by: string;
  /** Which of the plan's aggregations and windows it is, the outermost where there are several. */
  readonly step: number;
  /** Cells in which those rows are equal to the own one. */
  readonly kept: readonly number[];
  /** Of these cells the rows have the same start of a day, a month, ... */
  readonly keptEarly?: readonly number[];
  /** They are the others of a partition or a group of which the own row alone is kept. */
  readonly isRest?: true;
  /** Cells in which they are equal to rows before the own one: where groups stand in the order of a window, or the other way round. */
  readonly keptBefore?: readonly number[];
  /** The cell that says which rows are before, where it is no time. */
  readonly order?: number;
}
