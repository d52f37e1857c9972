import { ranksOf } from "../../graph/order.ts";
import type { Graph, NodeId } from "../../graph/types.ts";

/**
 * The planned nodes that each planned node waits for: the nearest among what it reads, also through nodes that are not planned, and
 * what its tests read besides it. `ids` is in graph order. Linear in the edges of the graph, but for nodes that see many planned ones
 * through unplanned ones.
 */
export function findWaits(
  { graph }: { readonly graph: Graph },
  ids: readonly NodeId[],
  tests: ReadonlyMap<NodeId, readonly NodeId[]>,
): ReadonlyMap<NodeId, readonly NodeId[]> {
  const planned = new Set(ids);
  const ranks = ranksOf(graph);
  const nearest = new Map<NodeId, ReadonlySet<NodeId>>();
  const nobody: ReadonlySet<NodeId> = new Set();

  /** Planned nodes that an unplanned node stands for. With a stack of its own, since chains of unplanned nodes may be long. */
  function behind(id: NodeId): ReadonlySet<NodeId> {
    const stack = [id];
    const entered = new Set(stack);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const parents = graph.nodes[top]?.dependsOn ?? [];
      const open = parents.filter((each) => !planned.has(each) && !nearest.has(each) && !entered.has(each));
      if (open.length > 0 && !nearest.has(top)) {
        for (const each of open) entered.add(each);
        stack.push(...open);
        continue;
      }
      if (!nearest.has(top)) nearest.set(top, union(parents));
      stack.pop();
    }
    return nearest.get(id) ?? nobody;
  }

  function union(parents: readonly NodeId[]): ReadonlySet<NodeId> {
    const seen = new Set<NodeId>();
    for (const parent of parents) {
      if (planned.has(parent)) seen.add(parent);
      else for (const other of nearest.get(parent) ?? nobody) seen.add(other);
    }
    return seen.size === 0 ? nobody : seen;
  }

  function collect(id: NodeId, into: Set<NodeId>): void {
    if (planned.has(id)) into.add(id);
    else for (const other of behind(id)) into.add(other);
  }

  return new Map(
    ids.map((id) => {
      const waits = new Set<NodeId>();
      for (const parent of graph.nodes[id]?.dependsOn ?? []) collect(parent, waits);
      for (const test of tests.get(id) ?? [])
        for (const parent of graph.nodes[test]?.dependsOn ?? []) if (parent !== id) collect(parent, waits);
      waits.delete(id);
      const rank = ranks.get(id) ?? 0;
      return [id, [...waits].filter((other) => (ranks.get(other) ?? 0) < rank)];
    }),
  );
}
