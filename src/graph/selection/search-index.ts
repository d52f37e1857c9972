import { nodesOf } from "../node-list.ts";
import type { Graph, Node } from "../types.ts";

/** Nodes by what selectors ask for most; each part is made when it is first needed. */
export interface SearchIndex {
  readonly nodes: readonly Node[];
  /** By the last part of the name: `users`; for versions also `users_v2`. Sources and exposures are not in it. */
  readonly leaves: () => ReadonlyMap<string, readonly Node[]>;
  /** By the first part of the full name, with and without the package. */
  readonly heads: () => ReadonlyMap<string, readonly Node[]>;
  readonly tags: () => ReadonlyMap<string, readonly Node[]>;
}

const indexes = new WeakMap<Graph, SearchIndex>();

/** The index of a graph, kept as long as the graph is. */
export function searchIndexOf(graph: Graph): SearchIndex {
  const before = indexes.get(graph);
  if (before) return before;
  const nodes = nodesOf(graph);
  const named = once(() => nodes.filter((node) => node.kind !== "source" && node.kind !== "exposure"));
  const index: SearchIndex = {
    nodes,
    leaves: once(() => groupBy(named(), leavesOf)),
    heads: once(() => groupBy(named(), headsOf)),
    tags: once(() => groupBy(nodes, (node) => node.tags)),
  };
  indexes.set(graph, index);
  return index;
}

/** True for a model of which there are versions; its full name ends in `.v2`. */
export function isVersioned(node: Node): boolean {
  return node.kind === "model" && node.version !== undefined;
}

function leavesOf(node: Node): readonly string[] {
  return node.kind === "model" && node.version !== undefined
    ? [node.name, `${node.name}_v${node.version}`]
    : [node.fqn.at(-1) ?? node.name];
}

function headsOf(node: Node): readonly string[] {
  const [first = "", second = ""] = node.fqn;
  const heads = [headOf(first), headOf(second)];
  return heads[0] === heads[1] ? heads.slice(1) : heads;
}

function headOf(part: string): string {
  const dot = part.indexOf(".");
  return dot < 0 ? part : part.slice(0, dot);
}

function groupBy(nodes: readonly Node[], keysOf: (node: Node) => readonly string[]) {
  const groups = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const key of keysOf(node)) {
      const group = groups.get(key);
      if (group) group.push(node);
      else groups.set(key, [node]);
    }
  }
  return groups;
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
