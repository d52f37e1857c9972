import type { Session } from "../adapters/adapter.ts";
import type { NodeId } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { Relation } from "../sql/relation.ts";
import { momentsPrefix } from "./execute/current-values.ts";
import { stateKey } from "./state/read-state.ts";
import { renderStateTable, stateSchema } from "./state/tables.ts";
import type { WarehouseState } from "./types.ts";
import { rowsPrefix, versionLength } from "./versions/tables.ts";

/** A relation that a build made and that no node of the project stands for any more. */
export interface Orphan {
  /** The node it was made for, or of which it keeps something, or the test whose failing rows it keeps. */
  readonly node: NodeId;
  readonly relation: Relation;
  readonly kind: "table" | "view";
}

/**
 * Finds relations that we made and that no node makes any more: the node is gone, or goes by another name or schema now; and failing rows
 * of tests that are gone, rows of training sets and moments of feature views likewise. What the state does not know was made by others, and is never among them.
 *
 * @param current every node of the project with its relation (null for ephemeral models), tests included with null.
 */
export function findOrphans(
  state: WarehouseState,
  current: ReadonlyMap<NodeId, Relation | null>,
): readonly Orphan[] {
  const used = new Set([...current.values()].filter((relation) => relation !== null).map(stateKey));
  const orphans = new Map<string, Orphan>();
  const made = [
    ...Object.entries(state.nodes).map(([node, { relation }]) => ({ node: node as NodeId, relation })),
    ...state.formerRelations,
  ];
  for (const { node, relation } of made) {
    if (relation === null) continue;
    const key = stateKey(relation);
    const kind = state.relations[key];
    if (kind !== undefined && !used.has(key)) orphans.set(key, { node, relation, kind });
  }
  return [...orphans.values(), ...failuresWithoutTest(state, current), ...keptWithoutNode(state, current)];
}

/** Drops the orphans, and forgets what the state says of them, in one transaction. */
export async function dropOrphans(
  orphans: readonly Orphan[],
  session: Session,
  dialect: Dialect,
): Promise<void> {
  if (orphans.length === 0) return;
  await session.begin();
  try {
    for (const { node, relation, kind } of orphans) {
      await session.run(`DROP ${kind} IF EXISTS ${dialect.renderRelation(relation)}`);
      const isIt = `node = ${dialect.renderString(node)} AND schema_name = ${dialect.renderString(relation.schema)} AND relation_name = ${dialect.renderString(relation.name)}`;
      for (const table of ["node_state", "underway"])
        await session.run(`DELETE FROM ${renderStateTable(dialect, table)} WHERE ${isIt}`);
      if (isKeptRows(relation))
        await session.run(
          `UPDATE ${renderStateTable(dialect, "training_versions")} SET rows_table = NULL WHERE lower(rows_table) = ${dialect.renderString(relation.name.toLowerCase())}`,
        );
    }
    await session.commit();
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

const keptRows = new RegExp(`^${rowsPrefix}(.+)_[0-9a-f]{${versionLength}}$`, "i");

function isKeptRows({ schema, name }: Relation): boolean {
  return schema === stateSchema && keptRows.test(name);
}

/** What builds keep of feature nodes beside their tables. */
function keptWithoutNode(
  state: WarehouseState,
  current: ReadonlyMap<NodeId, Relation | null>,
): readonly Orphan[] {
  const nodes = new Set([...current.keys()].map((id) => id.toLowerCase()));
  const prefix = stateKey({ schema: stateSchema, name: "" });
  return Object.entries(state.relations).flatMap(([key, kind]) => {
    const name = key.startsWith(prefix) ? key.slice(prefix.length) : "";
    const [, set] = keptRows.exec(name) ?? [];
    const view = name.startsWith(momentsPrefix) ? name.slice(momentsPrefix.length) : undefined;
    const node = set !== undefined ? `training_set.${set}` : view && `feature_view.${view}`;
    if (!node || nodes.has(node.toLowerCase())) return [];
    return [{ node: node as NodeId, relation: { schema: stateSchema, name }, kind }];
  });
}

function failuresWithoutTest(
  state: WarehouseState,
  current: ReadonlyMap<NodeId, Relation | null>,
): readonly Orphan[] {
  const prefix = stateKey({ schema: stateSchema, name: "failures_" });
  const tests = new Set([...current.keys()].map((id) => id.toLowerCase()));
  return Object.entries(state.relations)
    .filter(([key]) => key.startsWith(prefix) && !tests.has(`test.${key.slice(prefix.length)}`))
    .map(([key, kind]) => ({
      node: `test.${key.slice(prefix.length)}` as NodeId,
      relation: { schema: stateSchema, name: `failures_${key.slice(prefix.length)}` },
      kind,
    }));
}
