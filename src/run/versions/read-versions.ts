import type { Row, Session } from "../../adapters/adapter.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable, stateSchema } from "../state/tables.ts";

/** A version of a training set, as `_quern.training_versions` has it. */
export interface TrainingVersion {
  readonly version: string;
  /** The version that the set's own table holds. */
  readonly isCurrent: boolean;
  readonly runId: string;
  /** UTC, as the engine writes moments. */
  readonly builtAt: string;
  readonly lastRun: string;
  readonly lastBuiltAt: string;
  readonly rows: number;
  readonly spineRows: number;
  readonly incomplete: number;
  readonly purged: number;
  readonly sampledAway: number;
  readonly balancedAway: number;
  readonly withoutKey: number;
  /** Rows by value of the label. */
  readonly classes: Readonly<Record<string, number>> | null;
  /** Rows by part of the split. */
  readonly parts: Readonly<Record<string, number>> | null;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Table that keeps the rows, with its schema; null of the current version, and of rows that are gone. */
  readonly rowsTable: string | null;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The versions of a training set, the latest first. Empty where none was built. */
export async function readVersions(
  session: Session,
  id: NodeId,
  dialect: Dialect,
): Promise<readonly TrainingVersion[]> {
  const relations = await session.relations();
  const isThere = relations.some(
    ({ relation }) => relation.schema === stateSchema && relation.name === "training_versions",
  );
  if (!isThere) return [];
  const rows = await session.rows(
    `SELECT * REPLACE (CAST(built_at AS VARCHAR) AS built_at, CAST(last_built_at AS VARCHAR) AS last_built_at) FROM ${renderStateTable(dialect, "training_versions")} WHERE node = ${dialect.renderString(id)} ORDER BY last_generation DESC`,
  );
  return rows.map((row, i) => asVersion(row, i === 0));
}

function asVersion(row: Row, isCurrent: boolean): TrainingVersion {
  const json = <Found>(text: unknown): Found => JSON.parse(String(text)) as Found;
  return {
    version: String(row.version),
    isCurrent,
    runId: String(row.run_id),
    builtAt: String(row.built_at),
    lastRun: String(row.last_run),
    lastBuiltAt: String(row.last_built_at),
    rows: Number(row.row_count),
    spineRows: Number(row.spine_rows),
    incomplete: Number(row.incomplete),
    purged: Number(row.purged ?? 0),
    sampledAway: Number(row.sampled_away),
    balancedAway: Number(row.balanced_away),
    withoutKey: Number(row.without_key),
    classes: row.classes === null ? null : json(row.classes),
    parts: row.parts === null ? null : json(row.parts),
    columns: json(row.columns),
    rowsTable: row.rows_table === null ? null : `${stateSchema}.${row.rows_table}`,
    manifest: json(row.manifest),
  };
}
