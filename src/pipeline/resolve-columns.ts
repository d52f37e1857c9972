import { statSync } from "node:fs";
import type { ResolvedColumn } from "../artifacts/resolved-columns.ts";
import { findDescription } from "../bind/inherited-docs.ts";
import { inheritedTests } from "../bind/inherited-tests.ts";
import type { Bound, BoundNode } from "../bind/types.ts";
import type { Graph, NodeId } from "../graph/types.ts";
import { bindMemoryFile, readBindMemory } from "./bind-memory.ts";
import type { Loaded } from "./loaded.ts";

/** The columns of all nodes as they were last checked: what is kept of that, without binding or compiling anything. */
export function rememberedNodes(loaded: Loaded): Pick<Bound, "nodes"> {
  const { nodes, sources } = readBindMemory(loaded);
  const known: Record<NodeId, BoundNode> = {};
  for (const [id, [, columns]] of Object.entries(sources) as [NodeId, (typeof sources)[NodeId]][])
    known[id] = { id, columns, volatile: [] };
  for (const [id, [, bound]] of Object.entries(nodes) as [NodeId, (typeof nodes)[NodeId]][])
    known[id] = bound;
  return { nodes: known };
}

/** Tells what is kept from what was kept before, at the price of one look at its file. */
export function stampOfRemembered(loaded: Loaded): string {
  const found = statSync(bindMemoryFile(loaded), { throwIfNoEntry: false });
  return found ? `${found.size} ${found.mtimeMs}` : "";
}

/** A node's columns with their types, their descriptions and the tests that hold for them; undefined where they are not known. */
export function resolveColumns(
  bound: Pick<Bound, "nodes">,
  graph: Graph,
  id: NodeId,
): readonly ResolvedColumn[] | undefined {
  return bound.nodes[id]?.columns.map(({ name, type }) => {
    const description = findDescription(bound, graph, id, name);
    const tests = inheritedTests(bound, graph, id, name);
    return {
      name,
      type,
      ...(description && { description: description.text }),
      ...(description?.from && { descriptionFrom: description.from }),
      ...(tests.length > 0 && { inheritedTests: tests }),
    };
  });
}
