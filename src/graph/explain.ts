import { isRelationNode } from "./node-kinds.ts";
import { childrenOf } from "./traverse.ts";
import type { Graph, Node, NodeId } from "./types.ts";

/** A shortest way along which data go from one node to another, both included; undefined where the second does not need the first. */
export function findPath(graph: Graph, from: NodeId, to: NodeId): readonly NodeId[] | undefined {
  const children = childrenOf(graph);
  const cameFrom = new Map<NodeId, NodeId | undefined>([[from, undefined]]);
  const queue = [from];
  for (const id of queue) {
    if (id === to) return walkBack(to, cameFrom);
    for (const child of children.get(id) ?? []) {
      if (cameFrom.has(child)) continue;
      cameFrom.set(child, id);
      queue.push(child);
    }
  }
  return undefined;
}

/** The tests that read a node, in order of definition. */
export function testsOf(graph: Graph, id: NodeId): readonly NodeId[] {
  return (childrenOf(graph).get(id) ?? []).filter((child) => graph.nodes[child]?.kind === "test");
}

/** What a node is called in sentences: `model "orders"`, `model "orders" (version 2)`, `source "shop.orders"`. */
export function describeNode(node: Node): string {
  if (node.kind === "source") return `source "${node.source}.${node.name}"`;
  if (!isRelationNode(node)) return `${node.kind} "${node.name}"`;
  const version = node.kind === "model" && node.version !== undefined ? ` (version ${node.version})` : "";
  return `${node.kind} "${node.name}"${version}`;
}

function walkBack(to: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId | undefined>): readonly NodeId[] {
  const path = [to];
  for (let at = cameFrom.get(to); at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
