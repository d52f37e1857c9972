import type { Session } from "../../adapters/adapter.ts";
import type { Batch } from "../../compile/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable } from "../state/tables.ts";
import type { RunStamp } from "../state/write-state.ts";

/** The intervals of event time that a microbatch model has filled, oldest first. */
export async function readLedger(session: Session, id: NodeId, dialect: Dialect): Promise<readonly Batch[]> {
  const rows = await session.rows(
    `SELECT epoch_ms(start_at) AS start_ms, epoch_ms(end_at) AS end_ms FROM ${renderStateTable(dialect, "intervals")} WHERE node = ${dialect.renderString(id)} ORDER BY start_at`,
  );
  return rows.map((row) => ({ start: new Date(Number(row.start_ms)), end: new Date(Number(row.end_ms)) }));
}

/**
 * The statements that enter filled batches into the ledger; run them in the transaction that fills them.
 *
 * @param whole true where the batches are all there is: the table was made anew.
 */
export function renderLedger(
  id: NodeId,
  batches: readonly Batch[],
  whole: boolean,
  stamp: RunStamp,
  moment: Date,
  dialect: Dialect,
): readonly string[] {
  const table = renderStateTable(dialect, "intervals");
  const node = dialect.renderString(id);
  const starts = batches.map(({ start }) => dialect.renderTimestamp(start));
  const statements: string[] = [];
  if (whole) statements.push(`DELETE FROM ${table} WHERE node = ${node}`);
  if (batches.length === 0) return statements;
  if (!whole)
    statements.push(`DELETE FROM ${table} WHERE node = ${node} AND start_at IN (${starts.join(", ")})`);
  const rows = batches.map(
    ({ start, end }) =>
      `(${node}, ${dialect.renderTimestamp(start)}, ${dialect.renderTimestamp(end)}, ${dialect.renderString(stamp.runId)}, ${dialect.renderTimestamp(moment)})`,
  );
  statements.push(`INSERT INTO ${table} VALUES ${rows.join(", ")}`);
  return statements;
}
