import { Untraceable } from "../plan/reading.ts";
import type { BaseTable } from "./lineage.ts";

/** A column of a scan; null for that there is a row, `many` for how many. */
export type CellName = string | null | typeof many;

export const many = Symbol("many");

export interface OpenCell {
  readonly scan: number;
  readonly column: CellName;
  /** The number of the base column. */
  readonly source: number | undefined;
}

/** The scans of a statement with their cells, and what is known of how these compare. */
export interface Cells {
  readonly scans: readonly BaseTable[];
  readonly all: readonly OpenCell[];
  readonly addScan: (table: BaseTable) => number;
  readonly cell: (scan: number, column: CellName, source?: number) => number;
  readonly cellsOf: (scan: number) => ReadonlyMap<CellName, number>;
  readonly equate: (one: number, other: number) => void;
  /** The same for cells that are equal. */
  readonly rootOf: (cell: number) => number;
  readonly limit: (smaller: number, larger: number) => void;
  readonly limits: readonly (readonly [number, number])[];
}

/** In the number of a use the cell's number stands below, that of the reach above. */
export const width = 2 ** 20;

export const cellOf = (use: number): number => (use < width ? use : use % width);
export const reachOf = (use: number): number => (use < width ? 0 : Math.floor(use / width));

export function openCells(): Cells {
  const scans: BaseTable[] = [];
  const all: OpenCell[] = [];
  const byScan: Map<CellName, number>[] = [];
  const parents: number[] = [];
  const limits: [number, number][] = [];
  const known = new Set<number>();
  const rootOf = (cell: number): number => {
    let at = cell;
    for (let up = parents[at] ?? at; up !== at; up = parents[at] ?? at) {
      parents[at] = parents[up] ?? up;
      at = up;
    }
    return at;
  };
  return {
    scans,
    all,
    addScan: (table) => {
      byScan.push(new Map());
      return scans.push(table) - 1;
    },
    cell: (scan, column, source) => {
      const before = byScan[scan]?.get(column);
      if (before !== undefined) return before;
      if (all.length === width) throw new Untraceable("more columns than can be counted");
      byScan[scan]?.set(column, all.length);
      parents.push(all.length);
      return all.push({ scan, column, source }) - 1;
    },
    cellsOf: (scan) => byScan[scan] ?? new Map(),
    equate: (one, other) => {
      const [a, b] = [rootOf(one), rootOf(other)];
      if (a !== b) parents[Math.max(a, b)] = Math.min(a, b);
    },
    rootOf,
    limit: (smaller, larger) => {
      const key = smaller * width + larger;
      if (!known.has(key)) limits.push([smaller, larger]);
      known.add(key);
    },
    limits,
  };
}
