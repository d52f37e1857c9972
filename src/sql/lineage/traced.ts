import { Untraceable } from "../plan/reading.ts";
import { reachOf } from "./cells.ts";
import type { Tie } from "./flow.ts";
import type { RowUse } from "./lineage.ts";

/** Cells, each with the way in which it is reached, by their numbers in the statement (see open-flow.ts). */
export type Uses = ReadonlySet<number>;

export const noUses: Uses = new Set();

export function unite(one: Uses, other: Uses): Uses {
  if (one === other || other.size === 0) return one;
  if (one.size === 0) return other;
  const [large, small] = one.size >= other.size ? [one, other] : [other, one];
  for (const each of small) if (!large.has(each)) return new Set([...large, ...small]);
  return large;
}

export const uniteAll = (many: readonly Uses[]): Uses => many.reduce(unite, noUses);

/** What is known of a column at some place of a plan. */
export interface TracedColumn {
  readonly uses: Uses;
  readonly copy?: Copy;
  /** Of a correlated subquery: a column of the query around it, which is constant in it. */
  readonly outer?: Outer;
  /** What decides which rows an aggregate or a window in it has seen. */
  readonly decided?: Uses;
  /** What it has to do with single cells, where it is no bare copy of one. */
  readonly tie?: Tie;
  /** A number that grows with time: `row_number() over (order by ordered_at)`. */
  readonly inOrder?: true;
  /** The number of the window whose rows it counts, from 1. */
  readonly counted?: number;
  /** A list whose length is written in the statement, so that unnesting it makes the same number of rows whatever the data. */
  readonly fixedLength?: true;
}

export interface Copy {
  readonly source: number;
  /** The scan that it comes from, by its number in the plan. */
  readonly scan: number;
  readonly mayLack: boolean;
}

export interface Outer {
  /** The join whose right side is the subquery. */
  readonly join: object;
  /** What the column is out there. */
  readonly original: TracedColumn;
}

export type Rows = Readonly<Record<RowUse, Uses>>;

export const noRows: Rows = { filter: noUses, join: noUses, group: noUses, order: noUses };

export function uniteRows(one: Rows, other: Rows): Rows {
  if (one === other || other === noRows) return one;
  if (one === noRows) return other;
  return {
    filter: unite(one.filter, other.filter),
    join: unite(one.join, other.join),
    group: unite(one.group, other.group),
    order: unite(one.order, other.order),
  };
}

export const addRows = (rows: Rows, as: RowUse, uses: Uses): Rows =>
  uses.size === 0 ? rows : { ...rows, [as]: unite(rows[as], uses) };

export const allRows = ({ filter, join, group, order }: Rows): Uses => uniteAll([filter, join, group, order]);

/** The output of an operator. */
export interface Traced {
  readonly columns: readonly TracedColumn[];
  readonly rows: Rows;
  /** What decides whether a row is there; unlike `rows` without lengths of lists, and sides of outer joins that only add columns. */
  readonly exists: Uses;
}

/** The columns of the side of an outer join that may have no match: whatever they were, some rows may have null there. */
export const mayLack = (columns: readonly TracedColumn[]): readonly TracedColumn[] =>
  columns.map(({ outer: _outer, fixedLength: _fixedLength, copy, ...column }) =>
    copy === undefined ? column : { ...column, copy: { ...copy, mayLack: true } },
  );

/** What a column has to do with single cells; a bare copy of one is equal to it. */
export function tieOf({ tie, copy, uses }: TracedColumn): Tie | undefined {
  if (tie !== undefined) return tie;
  if (copy === undefined || uses.size !== 1) return undefined;
  const [use = 0] = uses;
  return reachOf(use) === 0 ? { kind: "equal", cells: [use] } : undefined;
}

/** @returns what has `decided` only where something does */
export const withDecided = <T extends object>(column: T, decided: Uses): T & Pick<TracedColumn, "decided"> =>
  decided.size === 0 ? column : { ...column, decided };

export function columnAt(columns: readonly TracedColumn[], index: number): TracedColumn {
  const column = columns[index];
  if (column === undefined) throw new Untraceable("a reference to no column");
  return column;
}
