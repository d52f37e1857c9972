import type { Ask } from "../../features/statistics/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable } from "../state/tables.ts";
import type { JudgedDrift } from "./render-statistics.ts";

/** What the last run that compared a node found. */
export interface KeptDrift {
  readonly generation: number;
  /** UTC, as the engine writes it. */
  readonly computedAt: string;
  /** False: the build was rolled back. */
  readonly isPublished: boolean;
  readonly drift: readonly JudgedDrift[];
}

/** Reads how far a node's features had moved when it was last built; undefined where nothing was compared. */
export async function readDrift(ask: Ask, node: NodeId, dialect: Dialect): Promise<KeptDrift | undefined> {
  const table = renderStateTable(dialect, "feature_drift");
  const own = `node = ${dialect.renderString(node)}`;
  const rows = await ask(
    `SELECT *, CAST(computed_at AS VARCHAR) AS computed FROM ${table} WHERE ${own} AND generation = (SELECT max(generation) FROM ${table} WHERE ${own}) ORDER BY rowid`,
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    generation: Number(first.generation),
    computedAt: String(first.computed),
    isPublished: first.is_published === true,
    drift: rows.map(readRow),
  };
}

function readRow(row: Readonly<Record<string, unknown>>): JudgedDrift {
  const figure = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]));
  return {
    reference: String(row.reference),
    feature: String(row.feature),
    psi: figure("psi"),
    ks: figure("ks"),
    ksError: figure("ks_error"),
    chiSquared: figure("chi_squared"),
    pValue: figure("p_value"),
    nulls: { reference: figure("reference_nulls") ?? 0, current: figure("current_nulls") ?? 0 },
    alert: row.alert === "warn" || row.alert === "error" ? row.alert : null,
  };
}
