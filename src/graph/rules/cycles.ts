import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { renderSpan } from "../../base/span.ts";
import type { Link } from "../resolve-calls.ts";
import type { NodeId } from "../types.ts";
import type { GraphRule, LinkedNode } from "./rule.ts";

/** Nothing reads itself, directly or through others. Each tangle is told once, by its shortest circle and where each step is written. */
export const checkCycles: GraphRule = ({ graph, nodes }) => {
  if (!hasCircle(nodes)) return [];
  const links: LinksById = new Map(nodes.map(({ node, links: own }) => [node.id, own]));
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

type LinksById = ReadonlyMap<NodeId, readonly Link[]>;

const entered = 1;
const left = 2;

/** True where some nodes read each other in a circle. Most graphs have none, and by serial numbers that is seen at once. */
function hasCircle(nodes: readonly LinkedNode[]): boolean {
  const last = nodes.reduce((most, { serial }) => Math.max(most, serial), 0);
  const bySerial = new Array<LinkedNode | undefined>(last + 1);
  for (const one of nodes) bySerial[one.serial] = one;
  const state = new Uint8Array(bySerial.length);
  const way: LinkedNode[] = [];
  const next = new Int32Array(bySerial.length);
  for (const root of nodes) {
    if (root.links.length > 0 && state[root.serial] === 0) way.push(root);
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const { links, serial } = at;
      state[serial] = entered;
      const link = links[next[serial] as number];
      next[serial] = (next[serial] as number) + 1;
      if (!link) {
        state[serial] = left;
        way.pop();
      } else if (state[link.serial] === entered) return true;
      else if (state[link.serial] === 0) {
        const target = bySerial[link.serial];
        if (target) way.push(target);
      }
    }
  }
  return false;
}

/** Strongly connected sets of nodes, and nodes that read themselves (Tarjan's algorithm, without recursion). */
function findTangles(links: LinksById): readonly (readonly NodeId[])[] {
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

function shortestCircle(tangle: readonly NodeId[], links: LinksById): readonly NodeId[] {
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

function linkBetween(from: NodeId, to: NodeId, links: LinksById): Link | undefined {
  return links.get(from)?.find((link) => link.target === to);
}
