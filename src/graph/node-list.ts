import type { Graph, Node } from "./types.ts";

const listByGraph = new WeakMap<Graph, readonly Node[]>();

/** A graph's nodes in order of definition. Listed once for a graph: walking a large record costs more than the work on it. */
export function nodesOf(graph: Graph): readonly Node[] {
  const before = listByGraph.get(graph);
  if (before) return before;
  const list = Object.values(graph.nodes);
  listByGraph.set(graph, list);
  return list;
}
