import type { CategoryHistogram, Histogram, NumberHistogram } from "./types.ts";

/** How two columns are spread over the same bins. */
export interface Aligned {
  readonly bins: readonly { readonly reference: number; readonly current: number }[];
  readonly nulls: { readonly reference: number; readonly current: number };
}

/**
 * Lays two histograms over each other. Numbers have to be counted between the same edges (the reference's). Categories are compared in those that
 * the reference names, and one bin of all others: what is new falls into that. Undefined where they cannot be compared.
 */
export function alignHistograms(reference: Histogram, current: Histogram): Aligned | undefined {
  if (reference.kind === "numbers")
    return current.kind === "numbers" ? alignNumbers(reference, current) : undefined;
  return current.kind === "categories" ? alignCategories(reference, current) : undefined;
}

function alignNumbers(reference: NumberHistogram, current: NumberHistogram): Aligned | undefined {
  const isSame =
    reference.edges.length === current.edges.length &&
    reference.edges.every((edge, index) => edge === current.edges[index]);
  if (!isSame) return undefined;
  return {
    bins: reference.counts.map((count, bin) => ({ reference: count, current: current.counts[bin] ?? 0 })),
    nulls: { reference: reference.nulls, current: current.nulls },
  };
}

function alignCategories(reference: CategoryHistogram, current: CategoryHistogram): Aligned {
  const counts = new Map(current.values.map(({ value, count }) => [value, count]));
  const known = reference.values.map(({ value, count }) => ({
    reference: count,
    current: counts.get(value) ?? 0,
  }));
  const filled = current.values.reduce((sum, { count }) => sum + count, current.other);
  const rest = filled - known.reduce((sum, bin) => sum + bin.current, 0);
  return {
    bins: [...known, { reference: reference.other, current: rest }],
    nulls: { reference: reference.nulls, current: current.nulls },
  };
}

/**
 * Joins neighbouring bins until each holds about a tenth of the reference's rows, as PSI wants it: with many small bins it grows by chance alone.
 * What is left at the end stands alone from half of that on.
 *
 * @param parts how many bins at most; 10 is what its usual limits (0.1, 0.2) are made for
 */
export function joinBins(bins: Aligned["bins"], parts = 10): Aligned["bins"] {
  const share = bins.reduce((sum, bin) => sum + bin.reference, 0) / parts;
  const joined: Aligned["bins"][number][] = [];
  let open: Aligned["bins"][number] = { reference: 0, current: 0 };
  for (const bin of bins) {
    open = add(open, bin);
    // Edges are those of a part of the rows: bins meant to hold a hundredth hold a little more or less.
    if (open.reference > 0 && open.reference >= 0.95 * share) {
      joined.push(open);
      open = { reference: 0, current: 0 };
    }
  }
  const last = joined.at(-1);
  if (last === undefined || open.reference >= share / 2) return [...joined, open];
  return [...joined.slice(0, -1), add(last, open)];
}

function add(a: Aligned["bins"][number], b: Aligned["bins"][number]): Aligned["bins"][number] {
  return { reference: a.reference + b.reference, current: a.current + b.current };
}
