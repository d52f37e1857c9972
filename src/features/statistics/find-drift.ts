import type { Dialect } from "../../sql/dialect.ts";
import { type ColumnAlong, countAlong } from "./count-along.ts";
import { type Drift, driftOf } from "./drift.ts";
import { histogramsOf } from "./histograms-of.ts";
import { ksOfTables } from "./ks.ts";
import type { MeasuredTable } from "./table-part.ts";
import type { Ask, Histogram, MeasuredColumn } from "./types.ts";

/** What a table is compared with. */
export type Reference =
  /** A table; its columns by the names that the compared table has for them. */
  | {
      readonly kind: "table";
      readonly table: MeasuredTable;
      readonly columns: ReadonlyMap<string, MeasuredColumn>;
    }
  /** What is kept of a table, by feature. */
  | { readonly kind: "kept"; readonly histograms: ReadonlyMap<string, Histogram> };

/** Up to so many rows of both tables together KS is always exact; sorting more takes long, and is done where the answer needs it. */
export const exactKsRows = 1_000_000;

export interface DriftOptions {
  readonly dialect: Dialect;
  /** Whether the exact statistic is wanted of a feature of large tables; its lower and upper bound are given. */
  readonly needsExactKs?: (feature: string, lower: number, upper: number) => boolean;
}

/**
 * How far the columns of a table have moved from a reference, in their order; columns that the reference lacks, or has as another kind, are left
 * out. The table is counted by the reference's bins, so that PSI is exact; KS is exact where the reference is a table (see `exactKsRows`), and
 * known up to `ksError` where only its histogram is there.
 */
export async function findDrift(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  reference: Reference,
  options: DriftOptions,
): Promise<readonly Drift[]> {
  const histograms =
    reference.kind === "kept"
      ? reference.histograms
      : await histogramsOf(ask, reference.table, reference.columns, options.dialect);
  const pairs = columns.flatMap((column): readonly ColumnAlong[] => {
    const along = histograms.get(column.name);
    return along === undefined || column.isPrivate ? [] : [{ column, along }];
  });
  const counted = await countAlong(ask, table, pairs, options.dialect);
  const found: Drift[] = [];
  for (const [index, { column, along }] of pairs.entries()) {
    const current = counted[index];
    const drift = current && driftOf(column.name, along, current);
    if (current === undefined || drift === undefined) continue;
    const rows = sizeOf(along) + sizeOf(current);
    found.push(
      reference.kind === "table" && wantsExact(drift, rows, options)
        ? await withExactKs(ask, table, column, reference, drift, options.dialect)
        : drift,
    );
  }
  return found;
}

function wantsExact({ feature, ks, ksError }: Drift, rows: number, { needsExactKs }: DriftOptions): boolean {
  if (ks === null || ksError === null || ksError === 0) return false;
  return rows <= exactKsRows || (needsExactKs?.(feature, ks, ks + ksError) ?? false);
}

async function withExactKs(
  ask: Ask,
  table: MeasuredTable,
  column: MeasuredColumn,
  reference: Extract<Reference, { kind: "table" }>,
  drift: Drift,
  dialect: Dialect,
): Promise<Drift> {
  const other = reference.columns.get(column.name);
  const ks =
    other && (await ksOfTables(ask, { table: reference.table, column: other }, { table, column }, dialect));
  return ks ? { ...drift, ks: ks.statistic, ksError: 0, pValue: ks.pValue } : drift;
}

function sizeOf(histogram: Histogram): number {
  const counts = histogram.kind === "numbers" ? histogram.counts : histogram.values.map(({ count }) => count);
  return counts.reduce((sum, count) => sum + count, histogram.kind === "numbers" ? 0 : histogram.other);
}
