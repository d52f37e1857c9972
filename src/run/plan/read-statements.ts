import type { Session } from "../../adapters/adapter.ts";
import { hashOf } from "../../base/hash.ts";
import type { Compiled, CompiledNode } from "../../compile/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { WarehouseState } from "../types.ts";
import type { Reads } from "./reads.ts";

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
    readonly reads: (id: NodeId) => Reads;
  },
): Promise<ReadonlyMap<NodeId, StatementKey>> {
  const keys = new Map<NodeId, StatementKey>();
  const unknown: Unknown[] = [];
  for (const id of ids) {
    const node = input.compiled.nodes[id];
    if (!node) continue;
    const text = textKey(node, input.reads(id));
    const before = input.state.nodes[id]?.parts;
    if (before?.text === text) keys.set(id, { text, statement: before.statement, volatile: before.volatile });
    else unknown.push({ id, text, node, selects: selectsOf(node) });
  }
  if (unknown.length === 0) return keys;
  const session = typeof input.session === "function" ? await input.session() : input.session;
  const parsed = await session.canonicalAll(unknown.flatMap(({ selects }) => selects));
  let next = 0;
  for (const { id, text, node, selects } of unknown) {
    const trees = selects.map(() => parsed[next++] ?? null);
    const hashes = trees.map((tree) => tree?.hash ?? text);
    keys.set(id, {
      text,
      statement: hashOf(
        ...hashes,
        ...(node.rows ? [node.rows.hash] : []),
        ...(node.hooks?.pre ?? []),
        "",
        ...(node.hooks?.post ?? []),
      ),
      volatile: trees.some((tree) => tree?.volatile === true),
    });
  }
  return keys;
}

interface Unknown {
  readonly id: NodeId;
  readonly text: string;
  readonly node: CompiledNode;
  readonly selects: readonly string[];
}

/** The compiler's hash leaves out ephemeral parents, whose text stands in the whole statement. */
function textKey(node: CompiledNode, { inlines }: Reads): string {
  return inlines ? hashOf(node.textHash, ...selectsOf(node)) : node.textHash;
}

function selectsOf(node: CompiledNode): readonly string[] {
  return [node.moving?.select ?? node.select, node.incrementalSelect, node.batchSelect].filter(
    (select) => select !== undefined,
  );
}
