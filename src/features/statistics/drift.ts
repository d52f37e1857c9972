import { alignHistograms, joinBins } from "./align.ts";
import { chiSquared } from "./chi-squared.ts";
import { ksOfBins } from "./ks.ts";
import { psi } from "./psi.ts";
import type { Histogram } from "./types.ts";

/** How far a column has moved from its reference. Null: it has no such figure. */
export interface Drift {
  readonly feature: string;
  readonly psi: number | null;
  /** Numbers: see `Ks`. */
  readonly ks: number | null;
  readonly ksError: number | null;
  /** Of KS for numbers, of chi-squared for categories. */
  readonly pValue: number | null;
  /** Categories: chi-squared of the two samples over the reference's values. */
  readonly chiSquared: number | null;
  /** Shares of rows without a value. */
  readonly nulls: { readonly reference: number; readonly current: number };
}

/**
 * Compares a column with its reference. PSI is taken over at most ten bins of the reference's rows, or over its commonest values and all others
 * together, with one more bin for missing values where either has some; KS and chi-squared look at the values alone. Undefined where the two
 * cannot be compared: one is of another kind, or counted by other bins.
 */
export function driftOf(feature: string, reference: Histogram, current: Histogram): Drift | undefined {
  const aligned = alignHistograms(reference, current);
  if (aligned === undefined) return undefined;
  const { bins, nulls } = aligned;
  const isNumeric = reference.kind === "numbers";
  const compared = isNumeric ? joinBins(bins) : bins;
  const all = nulls.reference + nulls.current > 0 ? [...compared, nulls] : compared;
  const ks = isNumeric ? ksOfBins(bins) : null;
  const chi = isNumeric
    ? null
    : chiSquared([bins.map((bin) => bin.reference), bins.map((bin) => bin.current)]);
  return {
    feature,
    psi: psi(
      all.map((bin) => bin.reference),
      all.map((bin) => bin.current),
    ),
    ks: ks?.statistic ?? null,
    ksError: ks?.error ?? null,
    pValue: ks?.pValue ?? chi?.pValue ?? null,
    chiSquared: chi?.statistic ?? null,
    nulls: {
      reference: shareOf(nulls.reference, sumOf(bins.map((bin) => bin.reference))),
      current: shareOf(nulls.current, sumOf(bins.map((bin) => bin.current))),
    },
  };
}

function shareOf(nulls: number, filled: number): number {
  return nulls + filled === 0 ? 0 : nulls / (nulls + filled);
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
