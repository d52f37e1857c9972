import { childrenOf } from "./traverse.ts";
import type { Graph, NodeId } from "./types.ts";

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

function walkBack(to: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId | undefined>): readonly NodeId[] {
  const path = [to];
  for (let at = cameFrom.get(to); at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
