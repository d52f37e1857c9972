import { readsOf } from "../../graph/node-kinds.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import { isRelationNode } from "./is-relation-node.ts";

/** What a node reads from the warehouse and from outside. */
export interface Reads {
  readonly parents: readonly NodeId[];
  readonly sources: readonly NodeId[];
  /** True where an ephemeral model is in between, whose text is part of the node's statement. */
  readonly inlines: boolean;
}

/** Returns a function that finds the relations and sources a node reads, looking through ephemeral models. Each node is visited once. */
export function createReads(graph: Graph): (id: NodeId) => Reads {
  const found = new Map<NodeId, Reads>();
  const none: Reads = { parents: [], sources: [], inlines: false };

  function findReads(id: NodeId): Reads {
    const before = found.get(id);
    if (before) return before;
    // Set first, so that a circle, which the graph reports, ends here.
    found.set(id, none);
    let parents: NodeId[] = [];
    let sources: NodeId[] = [];
    let inlines = false;
    for (const parent of readsOf(graph.nodes[id])) {
      const node = graph.nodes[parent];
      if (node?.kind === "source") sources.push(parent);
      else if (isRelationNode(node)) parents.push(parent);
      else {
        const inner = findReads(parent);
        parents.push(...inner.parents);
        sources.push(...inner.sources);
        inlines = true;
      }
    }
    if (inlines) {
      parents = [...new Set(parents)];
      sources = [...new Set(sources)];
    }
    const reads: Reads = { parents, sources, inlines };
    found.set(id, reads);
    return reads;
  }

  return findReads;
}
