import type { NumberHistogram } from "./types.ts";

/** From so many edges on values are taken to lie anywhere between two edges; with fewer, at the upper edge. */
const continuous = 50;

/**
 * How many values lie in each of `cells` equally wide parts of [from, to]; those outside go to the part at that end. Bins of the histogram are
 * unequally wide: what is between two edges is spread evenly.
 */
export function spreadOver(
  { edges, counts }: Pick<NumberHistogram, "edges" | "counts">,
  range: { readonly from: number; readonly to: number },
  cells: number,
): readonly number[] {
  const { from, to } = range;
  const spread = new Array<number>(cells).fill(0);
  const cellOf = (value: number) =>
    to > from ? Math.min(cells - 1, Math.max(0, Math.floor(((value - from) / (to - from)) * cells))) : 0;
  const add = (cell: number, count: number) => {
    spread[cell] = (spread[cell] as number) + count;
  };
  for (const [bin, count] of counts.entries()) {
    if (count === 0) continue;
    const high = edges[bin] ?? to;
    const low = edges[bin - 1] ?? high;
    if (edges.length < continuous || !(high > low)) add(cellOf(high), count);
    else for (const [cell, part] of partsOf(low, high, range, cells)) add(cell, count * part);
  }
  return spread;
}

/** The cells that an interval lies in, each with its part of the interval. */
function partsOf(
  low: number,
  high: number,
  { from, to }: { readonly from: number; readonly to: number },
  cells: number,
): readonly (readonly [cell: number, part: number])[] {
  const width = (to - from) / cells;
  return Array.from({ length: cells }, (_, cell) => {
    const start = cell === 0 ? Number.NEGATIVE_INFINITY : from + cell * width;
    const end = cell === cells - 1 ? Number.POSITIVE_INFINITY : from + (cell + 1) * width;
    return [cell, Math.max(0, Math.min(high, end) - Math.max(low, start)) / (high - low)] as const;
  }).filter(([, part]) => part > 0);
}
