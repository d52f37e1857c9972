import type { Graph, NodeId } from "../graph/types.ts";
import { lineageOf } from "./follow-copies.ts";
import type { BoundNode, ColumnUse } from "./types.ts";

/** Why a column may be null although what it is a copy of is not. */
export interface Gap {
  readonly from: ColumnUse;
  /** The node whose outer join leaves the value out. */
  readonly by: NodeId;
}

/**
 * Finds where on the way of a copied value some rows lose it; undefined where nothing says so. Rows that a filter on the value may have removed
 * are given the benefit of the doubt, and so is a column on the way that a test holds to be filled.
 *
 * @param isFilled whether a column of another node is promised to have no null
 */
export function findGap(
  nodes: ReadonlyMap<NodeId, BoundNode>,
  start: ColumnUse,
  isFilled: (use: ColumnUse) => boolean,
): Gap | undefined {
  let at = start;
  for (let isStart = true; isStart || !isFilled(at); isStart = false) {
    const node = nodes.get(at.node);
    const { copyOf, mayLack } = lineageOf(node, at.column) ?? {};
    if (node === undefined || copyOf === undefined) return undefined;
    if (mayLack && !isFiltered(node, copyOf)) return { from: copyOf, by: node.id };
    at = copyOf;
  }
  return undefined;
}

function isFiltered({ lineage }: BoundNode, { node, column }: ColumnUse): boolean {
  const name = column.toLowerCase();
  return (lineage?.rows ?? []).some(
    (row) => row.as === "filter" && row.node === node && row.column.toLowerCase() === name,
  );
}

/** The columns that data tests hold to be filled, by node; columns in small letters. */
export function filledColumns(graph: Graph): ReadonlyMap<NodeId, ReadonlySet<string>> {
  const filled = new Map<NodeId, Set<string>>();
  for (const node of Object.values(graph.nodes)) {
    if (node.kind !== "test" || node.test !== "not_null" || node.attachedTo === undefined) continue;
    if (node.column === undefined || node.settings.where !== undefined) continue;
    const columns = filled.get(node.attachedTo) ?? new Set();
    columns.add(node.column.toLowerCase());
    filled.set(node.attachedTo, columns);
  }
  return filled;
}
