import { isTest } from "../node-kinds.ts";
import { ancestorsOf, childrenOf } from "../traverse.ts";
import type { Graph, Node, NodeId } from "../types.ts";
import type { IndirectSelection, Selected } from "./types.ts";

/** Adds the tests that come along with the nodes they test; sets aside those of which some parent is missing. */
export function addTests(graph: Graph, selected: ReadonlySet<NodeId>, mode: IndirectSelection): Selected {
  if (mode === "empty") return { direct: selected, indirect: nothing };
  const children = childrenOf(graph);
  const isThere = mode === "eager" ? () => true : testPresence(graph, selected, mode);
  const direct = new Set(selected);
  const indirect = new Set<NodeId>();
  for (const id of selected) {
    for (const child of children.get(id) ?? []) {
      const node = graph.nodes[child];
      if (!isTest(node) || direct.has(child)) continue;
      if (isThere(node)) direct.add(child);
      else indirect.add(child);
    }
  }
  return { direct, indirect };
}

/** Adds, of the tests set aside, those whose parents a combination has brought together. */
export function addCompletedTests(
  graph: Graph,
  direct: ReadonlySet<NodeId>,
  candidates: ReadonlySet<NodeId>,
  mode: IndirectSelection,
): ReadonlySet<NodeId> {
  if (mode === "eager" || mode === "empty" || candidates.size === 0) return direct;
  const isThere = testPresence(graph, direct, mode);
  const all = new Set(direct);
  for (const id of candidates) {
    const node = graph.nodes[id];
    if (isTest(node) && isThere(node)) all.add(id);
  }
  return all;
}

const nothing: ReadonlySet<NodeId> = new Set();

/** Whether all that a test reads is selected or, for `buildable`, lies before what is selected or is a source. */
function testPresence(
  graph: Graph,
  selected: ReadonlySet<NodeId>,
  mode: "cautious" | "buildable",
): (test: Node) => boolean {
  if (mode === "cautious") return (test) => test.dependsOn.every((id) => selected.has(id));
  const before = ancestorsOf(graph, selected);
  return (test) =>
    test.dependsOn.every((id) => selected.has(id) || before.has(id) || graph.nodes[id]?.kind === "source");
}
