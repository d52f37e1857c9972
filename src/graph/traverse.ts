import { nodesOf } from "./node-list.ts";
import type { Graph, NodeId } from "./types.ts";

const childrenByGraph = new WeakMap<Graph, ReadonlyMap<NodeId, readonly NodeId[]>>();

/** Who reads each node directly, in order of definition; nodes that nobody reads are absent. Computed once for a graph. */
export function childrenOf(graph: Graph): ReadonlyMap<NodeId, readonly NodeId[]> {
  const before = childrenByGraph.get(graph);
  if (before) return before;
  const children = new Map<NodeId, NodeId[]>();
  for (const node of nodesOf(graph)) {
    for (const parent of node.dependsOn) {
      const list = children.get(parent);
      if (list) list.push(node.id);
      else children.set(parent, [node.id]);
    }
  }
  childrenByGraph.set(graph, children);
  return children;
}

/** What the nodes read, directly and through others, in at most `depth` steps; the nodes themselves are not in it. */
export function ancestorsOf(
  graph: Graph,
  ids: Iterable<NodeId>,
  depth: number = Number.POSITIVE_INFINITY,
): ReadonlySet<NodeId> {
  return walk(ids, depth, (id) => graph.nodes[id]?.dependsOn);
}

/** Who reads the nodes, directly and through others, in at most `depth` steps; the nodes themselves are not in it. */
export function descendantsOf(
  graph: Graph,
  ids: Iterable<NodeId>,
  depth: number = Number.POSITIVE_INFINITY,
): ReadonlySet<NodeId> {
  const children = childrenOf(graph);
  return walk(ids, depth, (id) => children.get(id));
}

function walk(
  ids: Iterable<NodeId>,
  depth: number,
  next: (id: NodeId) => readonly NodeId[] | undefined,
): ReadonlySet<NodeId> {
  const start = new Set(ids);
  const reached = new Set<NodeId>();
  let front: Iterable<NodeId> = start;
  for (let step = 0; step < depth; step++) {
    const ahead: NodeId[] = [];
    for (const id of front) {
      for (const other of next(id) ?? []) {
        if (start.has(other) || reached.has(other)) continue;
        reached.add(other);
        ahead.push(other);
      }
    }
    if (ahead.length === 0) break;
    front = ahead;
  }
  return reached;
}
