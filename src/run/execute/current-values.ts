import type { Session } from "../../adapters/adapter.ts";
import type { CompiledNode, Situation } from "../../compile/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import { stateKey } from "../state/read-state.ts";
import { renderRow } from "../state/render-rows.ts";
import { renderStateTable, stateSchema } from "../state/tables.ts";
import type { PlannedNode } from "../types.ts";
import type { Execution } from "./execution.ts";

/** Where the moments of a view's entities are kept. */
export function momentsOf({ id }: Pick<PlannedNode, "id">): Relation {
  return { schema: stateSchema, name: `${momentsPrefix}${id.slice(id.indexOf(".") + 1)}` };
}

/** Names of the tables of moments. */
export const momentsPrefix = "moments_";

/**
 * Finds out whether the table of a view can be carried on: it is there as the state says, of an earlier moment, made by the same definition, with
 * the columns that its statement has today. Undefined for what is no view that could ever be.
 */
export async function readCurrentValues(
  session: Session,
  planned: PlannedNode,
  node: CompiledNode,
  { context, dialect }: Pick<Execution, "context" | "dialect">,
): Promise<Situation["currentValues"]> {
  const { refresh, relation } = node;
  if (!refresh || !relation || planned.definition === undefined) return undefined;
  const moments = momentsOf(planned);
  const isTable = (each: Relation) => context.state.relations[stateKey(each)] === "table";
  if (planned.fullRefresh || !isTable(relation)) return { moments };
  const [row] = await session.rows(
    `SELECT definition, row_count, epoch_ms(as_of) AS as_of FROM ${renderStateTable(dialect, "current_values")} WHERE node = ${dialect.renderString(planned.id)}`,
  );
  if (!row || row.definition !== planned.definition) return { moments };
  const since = new Date(Number(row.as_of));
  if (since.getTime() >= Date.parse(refresh.until)) return { moments };
  const count = Number(row.row_count);
  if (
    refresh.moments !== undefined &&
    !(isTable(moments) && (await hasRows(session, moments, count, dialect)))
  )
    return { moments };
  const isWhole =
    (await hasRows(session, relation, count, dialect, since)) &&
    (await hasSameColumns(session, node, relation));
  return isWhole ? { moments, since } : { moments };
}

/** Somebody may have written to a table in the meantime. */
async function hasRows(
  session: Session,
  relation: Relation,
  count: number,
  dialect: Dialect,
  asOf?: Date,
): Promise<boolean> {
  const other =
    asOf === undefined ? "0" : `count_if(as_of IS DISTINCT FROM ${dialect.renderTimestamp(asOf)})`;
  const [row] = await session.rows(
    `SELECT count(*) AS n, ${other} AS other FROM ${dialect.renderRelation(relation)}`,
  );
  return Number(row?.n) === count && Number(row?.other) === 0;
}

async function hasSameColumns(
  session: Session,
  node: Pick<CompiledNode, "select">,
  relation: Relation,
): Promise<boolean> {
  const [there, wanted] = [await session.columns(relation), await session.describe(node.select)];
  return (
    there.length === wanted.length &&
    there.every(({ name, type }, i) => name === wanted[i]?.name && type === wanted[i]?.type)
  );
}

/** Notes of which moment a view's table is and by what it was made; run it in the transaction that made it. Returns the rows of the table. */
export async function noteCurrentValues(
  session: Session,
  planned: PlannedNode,
  node: CompiledNode,
  { context, dialect, stamp, clock }: Execution,
): Promise<number | undefined> {
  if (context.graph.nodes[planned.id]?.kind !== "feature_view" || !node.relation) return undefined;
  const table = renderStateTable(dialect, "current_values");
  await session.run(`DELETE FROM ${table} WHERE node = ${dialect.renderString(planned.id)}`);
  const { refresh } = node;
  const moments = momentsOf(planned);
  const isKept = refresh?.moments !== undefined && planned.definition !== undefined;
  if (!isKept && context.state.relations[stateKey(moments)] !== undefined)
    await session.run(`DROP TABLE IF EXISTS ${dialect.renderRelation(moments)}`);
  if (!refresh || planned.definition === undefined) return undefined;
  const [row] = await session.rows(`SELECT count(*) AS n FROM ${dialect.renderRelation(node.relation)}`);
  const rows = Number(row?.n);
  const cells = [planned.id, new Date(refresh.until), planned.definition, rows, stamp.runId, clock()];
  await session.run(`INSERT INTO ${table} VALUES ${renderRow(dialect, cells)}`);
  return rows;
}
