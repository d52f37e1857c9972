import type { Session } from "../../adapters/adapter.ts";
import type { CompiledNode } from "../../compile/types.ts";
import type { Relation } from "../../sql/relation.ts";
import type { Execution } from "../execute/execution.ts";
import { stateKey } from "../state/read-state.ts";
import { renderStateTable, stateSchema } from "../state/tables.ts";
import type { PlannedNode } from "../types.ts";
import { versionOf } from "./content.ts";
import { rowsPrefix } from "./tables.ts";

/** A version whose rows were copied before its table is made anew. */
export interface KeptRows {
  readonly version: string;
  readonly relation: Relation;
}

/** Where the rows of a version are kept. */
export function rowsOf({ id }: Pick<PlannedNode, "id">, version: string): Relation {
  return { schema: stateSchema, name: `${rowsPrefix}${id.slice(id.indexOf(".") + 1)}_${version}` };
}

/**
 * Copies what the table of a training set holds, before it is made anew in the same transaction: afterwards nobody has the rows. What has no
 * version, and rows that are kept already, are not copied.
 */
export async function keepRows(
  session: Session,
  planned: PlannedNode,
  { relation, training }: CompiledNode,
  { context, dialect }: Execution,
): Promise<KeptRows | undefined> {
  if (!training || training.keep === 0 || !relation) return undefined;
  if (context.state.relations[stateKey(relation)] !== "table") return undefined;
  const [row] = await session.rows(
    `SELECT version, rows_table FROM ${renderStateTable(dialect, "training_versions")} WHERE node = ${dialect.renderString(planned.id)} ORDER BY last_generation DESC LIMIT 1`,
  );
  if (!row || row.rows_table !== null) return undefined;
  const kept = { version: String(row.version), relation: rowsOf(planned, String(row.version)) };
  await session.run(
    `CREATE OR REPLACE TABLE ${dialect.renderRelation(kept.relation)} AS SELECT * FROM ${dialect.renderRelation(relation)}`,
  );
  return kept;
}

/** Decides about copied rows once it is known what the table holds now: they go where they are the same, or were not those of the version. */
export async function settleRows(
  session: Session,
  kept: KeptRows,
  current: string,
  { dialect }: Pick<Execution, "dialect">,
): Promise<boolean> {
  const copy = dialect.renderRelation(kept.relation);
  if (kept.version !== current && (await versionOf(session, kept.relation, dialect)).version === kept.version)
    return true;
  await session.run(`DROP TABLE ${copy}`);
  return false;
}
