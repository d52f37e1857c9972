import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { renderSpan } from "../../base/span.ts";
import { hasCycle } from "../order.ts";
import type { Link } from "../resolve-calls.ts";
import type { NodeId } from "../types.ts";
import type { GraphRule, LinkedGraph } from "./rule.ts";

/** Nothing reads itself, directly or through others. Each tangle is told once, by its shortest circle and where each step is written. */
export const checkCycles: GraphRule = ({ graph, links }) => {
  if (!hasCycle(graph)) return [];
  const problems: Diagnostic[] = [];
  for (const tangle of findTangles(links)) {
    const circle = shortestCircle(tangle, links);
    const nameOf = (id: NodeId) => graph.nodes[id]?.name ?? id;
    const [start, second] = circle;
    if (start === undefined) continue;
    const span = linkBetween(start, second ?? start, links)?.span;
    if (second === undefined) {
      problems.push(diagnose("Q0305", { name: nameOf(start) }, { span }));
      continue;
    }
    const path = [...circle, start].map(nameOf);
    const edges = circle.map((from, index) => {
      const to = circle[index + 1] ?? start;
      const link = linkBetween(from, to, links);
      const place = link ? renderSpan(link.span) : (graph.nodes[from]?.file ?? "");
      const via = link?.macro === undefined ? "" : ` through the macro "${link.macro}"`;
      return `${place}  ${nameOf(from)} reads ${nameOf(to)}${via}`;
    });
    problems.push(diagnose("Q0304", { path, edges }, { span }));
  }
  return problems;
};

/** Strongly connected sets of nodes, and nodes that read themselves (Tarjan's algorithm, without recursion). */
function findTangles(links: LinkedGraph["links"]): readonly (readonly NodeId[])[] {
  const tangles: NodeId[][] = [];
  const order = new Map<NodeId, number>();
  const low = new Map<NodeId, number>();
  const stack: NodeId[] = [];
  const onStack = new Set<NodeId>();
  for (const root of links.keys()) {
    if (order.has(root)) continue;
    const work: { id: NodeId; reads: readonly Link[]; next: number }[] = [];
    const enter = (id: NodeId) => {
      order.set(id, order.size);
      low.set(id, order.size - 1);
      stack.push(id);
      onStack.add(id);
      work.push({ id, reads: links.get(id) ?? [], next: 0 });
    };
    enter(root);
    for (let frame = work.at(-1); frame; frame = work.at(-1)) {
      const link = frame.reads[frame.next++];
      if (link) {
        if (!order.has(link.target)) enter(link.target);
        else if (onStack.has(link.target)) lower(low, frame.id, order.get(link.target) ?? 0);
        continue;
      }
      work.pop();
      const { id } = frame;
      const above = work.at(-1);
      if (above) lower(low, above.id, low.get(id) ?? 0);
      if (low.get(id) !== order.get(id)) continue;
      const tangle = stack.splice(stack.lastIndexOf(id));
      for (const member of tangle) onStack.delete(member);
      if (tangle.length > 1 || frame.reads.some((read) => read.target === id)) tangles.push(tangle);
    }
  }
  return tangles;
}

function lower(low: Map<NodeId, number>, id: NodeId, value: number): void {
  low.set(id, Math.min(low.get(id) ?? value, value));
}

function shortestCircle(tangle: readonly NodeId[], links: LinkedGraph["links"]): readonly NodeId[] {
  const members = new Set(tangle);
  const start = tangle[0] as NodeId;
  const cameFrom = new Map<NodeId, NodeId>();
  const queue: NodeId[] = [start];
  for (const id of queue) {
    for (const { target } of links.get(id) ?? []) {
      if (target === start) {
        const circle = [id];
        for (let at = id; at !== start; ) {
          at = cameFrom.get(at) as NodeId;
          circle.unshift(at);
        }
        return circle;
      }
      if (!members.has(target) || cameFrom.has(target)) continue;
      cameFrom.set(target, id);
      queue.push(target);
    }
  }
  return tangle;
}

function linkBetween(from: NodeId, to: NodeId, links: LinkedGraph["links"]): Link | undefined {
  return links.get(from)?.find((link) => link.target === to);
}
