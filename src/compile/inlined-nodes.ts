import type { Graph, Node, NodeId } from "../graph/types.ts";
import { isEphemeral } from "./ephemeral.ts";

/**
 * The nodes that become part of the statements of others, through any number of steps: ephemeral models, and the views whose definitions
 * training sets take over. Of all else that is read there is a table.
 */
export function inlinedNodes(graph: Graph, ids: Iterable<NodeId>): ReadonlySet<NodeId> {
  const found = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    const reader = graph.nodes[id];
    for (const parent of reader?.dependsOn ?? []) {
      if (found.has(parent) || !isInlined(graph.nodes[parent], reader)) continue;
      found.add(parent);
      visit(parent);
    }
  };
  for (const id of ids) visit(id);
  return found;
}

function isInlined(node: Node | undefined, reader: Node | undefined): boolean {
  if (isEphemeral(node)) return true;
  return reader?.kind === "training_set" && reader.set.features.some(({ view }) => view === node?.id);
}
