import type { Drift } from "../../features/statistics/drift.ts";
import type { FeatureStatistics } from "../../features/statistics/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { type Cell, renderInserts, renderRow } from "../state/render-rows.ts";
import { renderStateTable } from "../state/tables.ts";
import type { RunStamp } from "../state/write-state.ts";

/** What the rows of one node and build share. */
export interface StatisticsStamp extends RunStamp {
  readonly node: NodeId;
  readonly moment: Date;
  /** As the engine writes it. */
  readonly asOf: string | null;
}

/** A comparison of a feature, and what the project says to it. */
export interface JudgedDrift extends Drift {
  readonly reference: string;
  readonly alert: "warn" | "error" | null;
}

/** The INSERTs that keep the statistics of a node. */
export function renderStatistics(
  statistics: readonly FeatureStatistics[],
  stamp: StatisticsStamp,
  dialect: Dialect,
): readonly string[] {
  const rows = statistics.map((each) =>
    renderRow(dialect, [
      ...stampCells(stamp),
      stamp.asOf,
      each.feature,
      each.type,
      each.kind,
      each.rows,
      each.nulls,
      each.notFinite,
      each.distinct,
      String(each.isApproximate),
      each.mean,
      each.stddev,
      each.min,
      ...Array.from({ length: 7 }, (_, index) => each.quantiles?.[index] ?? null),
      each.max,
      each.histogram === null ? null : JSON.stringify(each.histogram),
    ]),
  );
  return renderInserts("feature_statistics", rows, dialect);
}

/** The INSERTs that keep how far a node's features have moved. */
export function renderDrift(
  drift: readonly JudgedDrift[],
  isPublished: boolean,
  stamp: StatisticsStamp,
  dialect: Dialect,
): readonly string[] {
  const rows = drift.map((each) =>
    renderRow(dialect, [
      ...stampCells(stamp),
      each.reference,
      each.feature,
      each.psi,
      each.ks,
      each.ksError,
      each.chiSquared,
      each.pValue,
      each.nulls.reference,
      each.nulls.current,
      each.alert,
      String(isPublished),
    ]),
  );
  return renderInserts("feature_drift", rows, dialect);
}

/** The statements that drop what is older than the last `keep` builds of a node. */
export function renderForget(node: NodeId, keep: number, dialect: Dialect): readonly string[] {
  const name = dialect.renderString(node);
  return ["feature_statistics", "feature_drift"].map((each) => {
    const table = renderStateTable(dialect, each);
    const last = `SELECT min(generation) FROM (SELECT DISTINCT generation FROM ${table} WHERE node = ${name} ORDER BY generation DESC LIMIT ${keep})`;
    return `DELETE FROM ${table} WHERE node = ${name} AND generation < (${last})`;
  });
}

function stampCells({ node, generation, runId, moment }: StatisticsStamp): readonly Cell[] {
  return [node, generation, runId, moment];
}
