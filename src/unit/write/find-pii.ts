import type { Bound } from "../../bind/types.ts";
import type { Graph, NodeId } from "../../graph/types.ts";

/**
 * Returns the function that tells whether a column holds personal data: it is tagged `pii`, or is a copy of such a column, or a text made of
 * one, however far up.
 */
export function createPiiFinder(
  graph: Graph,
  nodes: Bound["nodes"],
): (node: NodeId, column: string) => boolean {
  const known = new Map<string, boolean>();
  const isPii = (id: NodeId, column: string): boolean => {
    const key = `${id}\n${column.toLowerCase()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, false);
    const found = isTagged(id, column) || isDerived(id, column);
    known.set(key, found);
    return found;
  };
  const isTagged = (id: NodeId, column: string): boolean => {
    const node = graph.nodes[id];
    if (node === undefined || !("columns" in node)) return false;
    return node.columns.some(
      ({ name, pii }) => pii !== undefined && name.toLowerCase() === column.toLowerCase(),
    );
  };
  const isDerived = (id: NodeId, column: string): boolean => {
    const bound = nodes[id];
    const index = bound?.columns.findIndex(({ name }) => name.toLowerCase() === column.toLowerCase()) ?? -1;
    const lineage = bound?.lineage?.columns[index];
    if (lineage === undefined) return false;
    if (lineage.copyOf) return isPii(lineage.copyOf.node, lineage.copyOf.column);
    return (
      bound?.columns[index]?.type === "VARCHAR" && lineage.uses.some((use) => isPii(use.node, use.column))
    );
  };
  return isPii;
}
