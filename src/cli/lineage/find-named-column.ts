import { diagnose } from "../../base/diagnostic.ts";
import { findSuggestion } from "../../base/suggest.ts";
import { nodesOf } from "../../graph/node-list.ts";
import type { Graph, Node, RelationNode, SourceNode } from "../../graph/types.ts";
import { nodeName, nodeSelector } from "../render/node-name.ts";
import { WrongSelectionError } from "../selection.ts";

/** What a word of the command line means: a node, or one column of it. */
export interface NamedColumn {
  readonly node: RelationNode | SourceNode;
  /** As written; whether the node has it is known once it is bound. */
  readonly column?: string;
}

/**
 * Finds what `NODE` or `NODE.COLUMN` means. A node is named as `quern ls` prints it, a source's table also as `source.table`, and any node by its
 * id; what is a node as a whole is no column of another.
 */
export function findNamedColumn(word: string, graph: Graph): NamedColumn {
  const names = indexNodes(graph);
  const whole = names.get(word);
  if (whole) return { node: theOnly(word, whole) };
  const dot = word.lastIndexOf(".");
  const owner = names.get(word.slice(0, dot));
  if (dot > 0 && owner) return { node: theOnly(word.slice(0, dot), owner), column: word.slice(dot + 1) };
  const suggestion = suggest(word, graph);
  throw new WrongSelectionError([
    diagnose("Q0830", { name: word, ...(suggestion !== undefined && { suggestion }) }),
  ]);
}

function indexNodes(graph: Graph): ReadonlyMap<string, ReadonlySet<Node>> {
  const names = new Map<string, Set<Node>>();
  for (const node of nodesOf(graph))
    for (const name of [nodeSelector(node), nodeName(node), node.name, node.id]) {
      // A source's table alone would be mistaken for a model of that name.
      if (node.kind === "source" && name === node.name) continue;
      const known = names.get(name);
      if (known) known.add(node);
      else names.set(name, new Set([node]));
    }
  return names;
}

function theOnly(name: string, found: ReadonlySet<Node>): RelationNode | SourceNode {
  const candidates = [...found].filter(hasColumns);
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (only === undefined) {
    const [other] = found;
    throw new WrongSelectionError([diagnose("Q0833", { node: name, kind: other?.kind ?? "test" })]);
  }
  const selectors = candidates.map(nodeSelector);
  const differ = new Set(selectors).size === selectors.length;
  throw new WrongSelectionError([
    diagnose("Q0831", { name, candidates: differ ? selectors : candidates.map(({ id }) => id) }),
  ]);
}

function hasColumns(node: Node): node is RelationNode | SourceNode {
  return "columns" in node;
}

function suggest(word: string, graph: Graph): string | undefined {
  const nodes = nodesOf(graph).filter(hasColumns);
  const known = nodes.map(nodeName);
  const dot = word.lastIndexOf(".");
  const isTable = nodes.some((node) => node.kind === "source" && word.startsWith(`${node.source}.`));
  const whole = findSuggestion(word, known);
  if (dot < 0 || (isTable && whole !== undefined)) return whole;
  const owner = findSuggestion(word.slice(0, dot), known);
  return owner === undefined ? whole : `${owner}${word.slice(dot)}`;
}
