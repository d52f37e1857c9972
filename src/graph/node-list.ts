import type { Graph, Node, NodeId } from "./types.ts";

const listByGraph = new WeakMap<Graph, readonly Node[]>();
const idsByGraph = new WeakMap<Graph, ReadonlySet<NodeId>>();

/**
 * Makes a graph of nodes in order of definition. The record of them by id is made when it is first asked for: with tens of thousands of nodes
 * it takes as long as resolving them, and to list them all needs none.
 */
export function createGraph(
  list: readonly Node[],
  ids: ReadonlySet<NodeId>,
  rest: Omit<Graph, "nodes">,
): Graph {
  const { name, config, groups, selectors, entities } = rest;
  let nodes: Record<NodeId, Node> | undefined;
  const graph: Graph = {
    name,
    config,
    get nodes() {
      nodes ??= recordOf(list);
      return nodes;
    },
    groups,
    selectors,
    entities,
  };
  listByGraph.set(graph, list);
  idsByGraph.set(graph, ids);
  return graph;
}

/** Nodes by their ids. */
export function recordOf(list: readonly Node[]): Record<NodeId, Node> {
  const nodes: Record<NodeId, Node> = {};
  for (const node of list) nodes[node.id] = node;
  return nodes;
}

/** A graph's nodes in order of definition. Listed once for a graph: walking a large record costs more than the work on it. */
export function nodesOf(graph: Graph): readonly Node[] {
  const before = listByGraph.get(graph);
  if (before) return before;
  const list = Object.values(graph.nodes);
  listByGraph.set(graph, list);
  return list;
}

/** The ids of a graph's nodes in order of definition. */
export function idsOf(graph: Graph): ReadonlySet<NodeId> {
  const before = idsByGraph.get(graph);
  if (before) return before;
  const ids = new Set(nodesOf(graph).map(({ id }) => id));
  idsByGraph.set(graph, ids);
  return ids;
}
