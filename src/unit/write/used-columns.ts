import type { Bound } from "../../bind/types.ts";
import { readsOf } from "../../graph/node-kinds.ts";
import type { Graph, NodeId } from "../../graph/types.ts";

/** An input of a test to write: a source, or a node that is no ephemeral model. */
export interface UsedInput {
  readonly id: NodeId;
  /** The columns that the node's statement looks at; undefined where that is not known. */
  readonly columns: ReadonlySet<string> | undefined;
}

/** Two inputs and the columns by which they are joined, as far as the names tell. */
export interface InputJoin {
  readonly left: InputColumn;
  readonly right: InputColumn;
}

export interface InputColumn {
  readonly node: NodeId;
  readonly column: string;
}

/** The inputs of a node, what it reads of them, also through ephemeral models, and how it joins them. */
export function findUsed(
  id: NodeId,
  graph: Graph,
  nodes: Bound["nodes"],
): { readonly inputs: readonly UsedInput[]; readonly joins: readonly InputJoin[] } {
  const used = new Map<NodeId, Set<string> | undefined>();
  const joins: InputJoin[] = [];
  const seen = new Set<NodeId>();
  const visit = (reader: NodeId): void => {
    if (seen.has(reader)) return;
    seen.add(reader);
    const lineage = nodes[reader]?.lineage;
    const uses = lineage && [...lineage.columns.flatMap((column) => column.uses), ...lineage.rows];
    for (const parent of readsOf(graph.nodes[reader])) {
      if (isInlined(parent, graph)) {
        visit(parent);
        continue;
      }
      const columns = uses?.flatMap((use) => (use.node === parent ? [use.column] : []));
      const before = used.get(parent);
      if (columns === undefined || (used.has(parent) && before === undefined)) used.set(parent, undefined);
      else used.set(parent, new Set([...(before ?? []), ...columns]));
    }
    const origins = (kinds: readonly string[]) =>
      (lineage?.rows ?? []).flatMap((use) => (kinds.includes(use.as) ? originOf(use, graph, nodes) : []));
    // A semi join counts as a filter.
    joins.push(...pairSameNames(origins(["join", "filter"])), ...pairOnlyTwo(origins(["join"])));
  };
  visit(id);
  return { inputs: [...used].map(([node, columns]) => ({ id: node, columns })), joins };
}

function isInlined(id: NodeId, graph: Graph): boolean {
  const node = graph.nodes[id];
  return node?.kind === "model" && node.settings.materialized === "ephemeral";
}

/** The column of an input that a column of an ephemeral model is a copy of; none where it is computed. */
function originOf(use: InputColumn, graph: Graph, nodes: Bound["nodes"]): readonly InputColumn[] {
  let at: InputColumn | undefined = use;
  while (at && isInlined(at.node, graph)) {
    const bound: Bound["nodes"][NodeId] | undefined = nodes[at.node];
    const name: string = at.column;
    const index: number =
      bound?.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase()) ?? -1;
    at = bound?.lineage?.columns[index]?.copyOf;
  }
  return at ? [{ node: at.node, column: at.column }] : [];
}

function pairSameNames(columns: readonly InputColumn[]): InputJoin[] {
  return columns.flatMap((left, index) =>
    columns
      .slice(index + 1)
      .flatMap((right) =>
        left.node !== right.node && left.column === right.column ? [{ left, right }] : [],
      ),
  );
}

/** Where two columns are all that is joined by, they are joined with each other, whatever their names. */
function pairOnlyTwo(columns: readonly InputColumn[]): InputJoin[] {
  const [left, right] = columns;
  return columns.length === 2 && left && right && left.node !== right.node ? [{ left, right }] : [];
}
