import type { Session } from "../../adapters/adapter.ts";
import { hashOf } from "../../base/hash.ts";
import type { Compiled, CompiledNode } from "../../compile/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { WarehouseState } from "../types.ts";

/** What a node's statements are known by. */
export interface StatementKey {
  readonly text: string;
  readonly statement: string;
  readonly volatile: boolean;
}

/**
 * The keys of the nodes' statements. A node whose text is the published one keeps its key; the others are parsed by the engine, so
 * that white space and comments make no difference. What the engine cannot parse is known by its text, and fails when it is built.
 */
export async function readStatements(
  ids: readonly NodeId[],
  input: {
    readonly compiled: Compiled;
    readonly state: WarehouseState;
    readonly session: Session | (() => Promise<Session>);
  },
): Promise<ReadonlyMap<NodeId, StatementKey>> {
  const keys = new Map<NodeId, StatementKey>();
  const unknown: { readonly id: NodeId; readonly text: string; readonly selects: readonly string[] }[] = [];
  for (const id of ids) {
    const node = input.compiled.nodes[id];
    if (!node) continue;
    const selects = selectsOf(node);
    const text = hashOf(...selects);
    const before = input.state.nodes[id]?.parts;
    if (before?.text === text) keys.set(id, { text, statement: before.statement, volatile: before.volatile });
    else unknown.push({ id, text, selects });
  }
  if (unknown.length === 0) return keys;
  const session = typeof input.session === "function" ? await input.session() : input.session;
  const parsed = await session.canonicalAll(unknown.flatMap(({ selects }) => selects));
  let next = 0;
  for (const { id, text, selects } of unknown) {
    const trees = selects.map(() => parsed[next++] ?? null);
    const hashes = trees.map((tree) => tree?.hash);
    keys.set(id, {
      text,
      statement: hashes.every((hash) => hash !== undefined) ? hashOf(...(hashes as string[])) : text,
      volatile: trees.some((tree) => tree?.volatile),
    });
  }
  return keys;
}

function selectsOf(node: CompiledNode): readonly string[] {
  return [node.select, node.incrementalSelect, node.batchSelect].filter((select) => select !== undefined);
}
