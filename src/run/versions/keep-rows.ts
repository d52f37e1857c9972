import type { Session } from "../../adapters/adapter.ts";
import type { CompiledNode, CompiledTraining } from "../../compile/types.ts";
import type { Relation } from "../../sql/relation.ts";
import type { Execution } from "../execute/execution.ts";
import { stateKey } from "../state/read-state.ts";
import { renderStateTable, stateSchema } from "../state/tables.ts";
import type { PlannedNode } from "../types.ts";
import { areClose } from "./close-rows.ts";
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
  if (!training || !relation) return undefined;
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

/**
 * Decides about copied rows once the table is made anew. Where it has the same rows but for the last digits of floating-point numbers it gets them
 * back: what a version names are its exact rows. Copied rows are kept where they are older ones of their version.
 *
 * @returns the version that the table holds, and whether the copied rows are kept
 */
export async function settleRows(
  session: Session,
  kept: KeptRows,
  current: string,
  { relation, training }: { readonly relation: Relation; readonly training: CompiledTraining },
  { dialect }: Pick<Execution, "dialect">,
): Promise<{ readonly version: string; readonly isKept: boolean }> {
  const copy = dialect.renderRelation(kept.relation);
  const drop = async (version: string) => {
    await session.run(`DROP TABLE ${copy}`);
    return { version, isKept: false };
  };
  const isVersion = (await versionOf(session, kept.relation, dialect)).version === kept.version;
  if (!isVersion || kept.version === current) return drop(current);
  if (await areClose(session, relation, kept.relation, training.key, dialect)) {
    const table = dialect.renderRelation(relation);
    await session.run(`DELETE FROM ${table}`);
    await session.run(`INSERT INTO ${table} SELECT * FROM ${copy}`);
    return drop(kept.version);
  }
  return training.keep === 0 ? drop(current) : { version: current, isKept: true };
}
