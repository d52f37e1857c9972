import type { Graph, NodeId } from "../graph/types.ts";
import { followCopies } from "./follow-copies.ts";
import type { Bound, ColumnUse } from "./types.ts";

export interface ColumnDescription {
  readonly text: string;
  /** The column that it is written at, where it is not this one. */
  readonly from?: ColumnUse;
}

/**
 * The description of a column: its own, or that of the nearest column that it is an unchanged copy of. A value means the same wherever it is
 * passed on, also where an outer join leaves it out on some rows; what is computed from it does not.
 */
export function findDescription(
  bound: Pick<Bound, "nodes">,
  graph: Graph,
  id: NodeId,
  column: string,
): ColumnDescription | undefined {
  const own = descriptionAt(graph, { node: id, column });
  if (own !== undefined) return { text: own };
  for (const { from } of followCopies(bound, id, column)) {
    const text = descriptionAt(graph, from);
    if (text !== undefined) return { text, from };
  }
  return undefined;
}

/** The descriptions of a node's columns by their names, those that are inherited included; only its own where it could not be bound. */
export function describeColumns(
  bound: Pick<Bound, "nodes">,
  graph: Graph,
  id: NodeId,
): Readonly<Record<string, ColumnDescription>> {
  const node = graph.nodes[id];
  const declared = node && "columns" in node ? node.columns : [];
  const names = bound.nodes[id]?.columns ?? declared;
  return Object.fromEntries(
    names.flatMap(({ name }) => {
      const found = findDescription(bound, graph, id, name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

function descriptionAt(graph: Graph, { node: id, column }: ColumnUse): string | undefined {
  const node = graph.nodes[id];
  if (node === undefined || !("columns" in node) || node.columns.length === 0) return undefined;
  const name = column.toLowerCase();
  const text = node.columns.find((one) => one.name.toLowerCase() === name)?.description;
  return text === "" ? undefined : text;
}
