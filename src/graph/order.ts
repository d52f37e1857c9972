import { nodesOf } from "./node-list.ts";
import type { Graph, Node, NodeId } from "./types.ts";

const ranksByGraph = new WeakMap<Graph, ReadonlyMap<NodeId, number>>();

/**
 * Sorts nodes so that each comes after everything it reads, also where what lies between is not among `ids`. Stable: the same graph
 * gives the same order, which follows the order of definition where it can. Ids that the graph does not hold are left out.
 */
export function orderNodes(graph: Graph, ids: Iterable<NodeId>): NodeId[] {
  const ranks = ranksOf(graph);
  const known = [...new Set(ids)].filter((id) => ranks.has(id));
  return known.sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

/** The node whose publication a test decides: the last, in graph order, of those it reads; a source only where it reads nothing else. */
export function gatedNode(graph: Graph, test: Node): NodeId {
  const [only] = test.dependsOn;
  if (only !== undefined && test.dependsOn.length === 1) return only;
  const built = test.dependsOn.filter((id) => graph.nodes[id]?.kind !== "source");
  const candidates = built.length > 0 ? built : test.dependsOn;
  return orderNodes(graph, candidates).at(-1) ?? test.id;
}

/** Stands for the rank of a node whose parents are being ranked. */
const entered = -1;

/** Each node's place in graph order, from 0. Computed once for a graph. Within a circle the order is any. */
export function ranksOf(graph: Graph): ReadonlyMap<NodeId, number> {
  const before = ranksByGraph.get(graph);
  if (before) return before;
  const ranks = new Map<NodeId, number>();
  let next = 0;
  const work: { node: Node; at: number }[] = [];
  for (const root of nodesOf(graph)) {
    if (ranks.has(root.id)) continue;
    ranks.set(root.id, entered);
    work.push({ node: root, at: 0 });
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const parentId = frame.node.dependsOn[frame.at++];
      if (parentId === undefined) {
        ranks.set(frame.node.id, next++);
        work.pop();
        continue;
      }
      const parent = ranks.has(parentId) ? undefined : graph.nodes[parentId];
      if (!parent) continue;
      ranks.set(parentId, entered);
      work.push({ node: parent, at: 0 });
    }
  }
  ranksByGraph.set(graph, ranks);
  return ranks;
}
