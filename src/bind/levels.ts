import type { Graph, NodeId } from "../graph/types.ts";

/** Splits nodes, given in graph order, into levels: those of a level read only those of earlier ones. */
export function splitLevels(graph: Graph, ordered: readonly NodeId[]): readonly (readonly NodeId[])[] {
  const levelOf = new Map<NodeId, number>();
  const levels: NodeId[][] = [];
  for (const id of ordered) {
    let level = 0;
    for (const parent of graph.nodes[id]?.dependsOn ?? [])
      level = Math.max(level, (levelOf.get(parent) ?? -1) + 1);
    levelOf.set(id, level);
    const list = levels[level];
    if (list) list.push(id);
    else levels[level] = [id];
  }
  return levels;
}
