import type { Ask, FeatureKind, FeatureStatistics, Histogram } from "../../features/statistics/types.ts";
import type { Duration } from "../../features/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable } from "../state/tables.ts";

/** What is kept of one build of a node. */
export interface KeptStatistics {
  readonly generation: number;
  readonly runId: string;
  /** UTC, as the engine writes it. */
  readonly computedAt: string;
  readonly asOf: string | null;
  readonly features: readonly FeatureStatistics[];
}

/** Which build of a node is meant: the last, the last before a run, or the last for a moment so long before one. */
export type WhichBuild =
  | { readonly kind: "last" }
  | { readonly kind: "before"; readonly generation: number }
  | { readonly kind: "earlier"; readonly duration: Duration; readonly than: string };

/** Reads the statistics that are kept of a node; undefined where there are none. */
export async function readStatistics(
  ask: Ask,
  node: NodeId,
  which: WhichBuild,
  dialect: Dialect,
): Promise<KeptStatistics | undefined> {
  const table = renderStateTable(dialect, "feature_statistics");
  const own = `node = ${dialect.renderString(node)}`;
  const before = `${own}${conditionOf(which, dialect)}`;
  const rows = await ask(
    `SELECT *, CAST(computed_at AS VARCHAR) AS computed, CAST(as_of AS VARCHAR) AS moment FROM ${table} WHERE ${own} AND generation = (SELECT max(generation) FROM ${table} WHERE ${before}) ORDER BY rowid`,
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    generation: Number(first.generation),
    runId: String(first.run_id),
    computedAt: String(first.computed),
    asOf: first.moment === null ? null : String(first.moment),
    features: rows.map(readFeature),
  };
}

function conditionOf(which: WhichBuild, dialect: Dialect): string {
  switch (which.kind) {
    case "last":
      return "";
    case "before":
      return ` AND generation < ${which.generation}`;
    case "earlier":
      return ` AND coalesce(as_of, computed_at) <= ${dialect.renderString(which.than)}::TIMESTAMP - ${renderInterval(which.duration)}`;
  }
}

/** The histograms of kept statistics, by feature. */
export function keptHistograms({ features }: KeptStatistics): ReadonlyMap<string, Histogram> {
  return new Map(
    features.flatMap(({ feature, histogram }) => (histogram === null ? [] : [[feature, histogram] as const])),
  );
}

/** `interval '30 day'` */
export function renderInterval({ amount, unit }: Duration): string {
  return `interval '${amount} ${unit}'`;
}

function readFeature(row: Readonly<Record<string, unknown>>): FeatureStatistics {
  const figure = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  const quantiles = [row.q01, row.q05, row.q25, row.median, row.q75, row.q95, row.q99];
  return {
    feature: String(row.feature),
    type: String(row.type),
    kind: String(row.kind) as FeatureKind,
    rows: Number(row.row_count),
    nulls: Number(row.nulls),
    notFinite: Number(row.not_finite),
    distinct: figure("distinct_values"),
    isApproximate: row.is_approximate === true,
    mean: figure("mean"),
    stddev: figure("stddev"),
    min: figure("min"),
    max: figure("max"),
    quantiles: row.median === null ? null : quantiles.map(Number),
    histogram: row.histogram === null ? null : (JSON.parse(String(row.histogram)) as Histogram),
  };
}
