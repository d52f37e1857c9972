import type { RelationInfo, Row, Session } from "../../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { NodeId } from "../../graph/types.ts";
import { type Relation, relationKey } from "../../sql/relation.ts";
import type { FingerprintParts, FormerRelation, NodeState, WarehouseState } from "../types.ts";
import { stateFormat, stateSchema } from "./tables.ts";

/** The state of a warehouse in which nothing has been built. */
export const emptyState: WarehouseState = {
  generation: 0,
  nodes: {},
  relations: {},
  underway: [],
  formerRelations: [],
};

/** Key of `WarehouseState.relations`: the relation's own database is left out, since the state speaks of one database only. */
export function stateKey(relation: Relation): string {
  return relationKey({ schema: relation.schema, name: relation.name });
}

/**
 * Reads what is published, and which relations there are. A few queries, whatever the number of nodes. Throws a DiagnosticError
 * where the state was written by a newer version.
 *
 * @param known the session's relations, where somebody has asked for them already
 */
export async function readState(session: Session, known?: readonly RelationInfo[]): Promise<WarehouseState> {
  const relations: Record<string, "table" | "view"> = {};
  for (const info of known ?? (await session.relations())) relations[stateKey(info.relation)] = info.kind;
  if (relations[stateKey({ schema: stateSchema, name: "node_state" })] === undefined)
    return { ...emptyState, relations };
  const format = await readFormat(session);
  const [last] = await session.rows(`SELECT max(generation) AS generation FROM ${stateSchema}.runs`);
  const rows = await session.rows(
    `SELECT node, run_id, CAST(published_at AS VARCHAR) AS published_at, schema_name, relation_name, fingerprint, version, parts, tests, row_count FROM ${stateSchema}.node_state ORDER BY generation, rowid`,
  );
  const nodes: Record<NodeId, NodeState> = {};
  const made = new Map<string, FormerRelation>();
  for (const row of rows) {
    const id = row.node as NodeId;
    const state = asNodeState(row);
    nodes[id] = state;
    if (state.relation !== null)
      made.set(`${id} ${stateKey(state.relation)}`, { node: id, relation: state.relation });
  }
  const underway = await session.rows(
    `SELECT node, schema_name, relation_name FROM ${stateSchema}.underway ORDER BY node`,
  );
  for (const row of underway) {
    const id = row.node as NodeId;
    delete nodes[id];
    const relation = relationIn(row);
    if (relation !== null) made.set(`${id} ${stateKey(relation)}`, { node: id, relation });
  }
  const formerRelations = [...made.values()].filter(({ node, relation }) => {
    const current = nodes[node]?.relation;
    return !current || stateKey(current) !== stateKey(relation);
  });
  return {
    generation: Number(last?.generation ?? 0),
    nodes,
    relations,
    underway: [...new Set(underway.map((row) => row.node as NodeId))],
    formerRelations,
    ...(format < stateFormat && { isOlder: true }),
  };
}

async function readFormat(session: Session): Promise<number> {
  const [row] = await session.rows(`SELECT max(version) AS version FROM ${stateSchema}.format`);
  const found = Number(row?.version ?? 0);
  if (found > stateFormat)
    throw new DiagnosticError([diagnose("Q0610", { found: String(found), known: String(stateFormat) })]);
  return found;
}

function relationIn(row: Row): Relation | null {
  return row.relation_name === null
    ? null
    : { schema: String(row.schema_name), name: String(row.relation_name) };
}

function asNodeState(row: Row): NodeState {
  return {
    runId: String(row.run_id),
    publishedAt: String(row.published_at),
    relation: relationIn(row),
    fingerprint: String(row.fingerprint),
    version: String(row.version),
    parts: JSON.parse(String(row.parts)) as FingerprintParts,
    tests: JSON.parse(String(row.tests)) as string[],
    ...(row.row_count !== null && { rows: Number(row.row_count) }),
  };
}
