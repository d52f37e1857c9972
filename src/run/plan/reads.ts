import type { Graph, NodeId } from "../../graph/types.ts";
import { isRelationNode } from "./is-relation-node.ts";

/** What a node reads from the warehouse and from outside. */
export interface Reads {
  readonly parents: readonly NodeId[];
  readonly sources: readonly NodeId[];
}

/** Returns a function that finds the relations and sources a node reads, looking through ephemeral models. Each node is visited once. */
export function createReads(graph: Graph): (id: NodeId) => Reads {
  const found = new Map<NodeId, Reads>();
  const none: Reads = { parents: [], sources: [] };

  function readsOf(id: NodeId): Reads {
    const before = found.get(id);
    if (before) return before;
    // Set first, so that a circle, which the graph reports, ends here.
    found.set(id, none);
    const parents = new Set<NodeId>();
    const sources = new Set<NodeId>();
    for (const parent of graph.nodes[id]?.dependsOn ?? []) {
      const node = graph.nodes[parent];
      if (node?.kind === "source") sources.add(parent);
      else if (isRelationNode(node)) parents.add(parent);
      else {
        const inner = readsOf(parent);
        for (const item of inner.parents) parents.add(item);
        for (const item of inner.sources) sources.add(item);
      }
    }
    const reads: Reads = { parents: [...parents], sources: [...sources] };
    found.set(id, reads);
    return reads;
  }

  return readsOf;
}
