import { columnKey, type LineageMap } from "../../bind/lineage-map.ts";
import type { ColumnUse, RowUse } from "../../bind/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Question } from "./question.ts";

/** A value goes from one column into another. */
export interface Edge {
  readonly from: ColumnUse;
  readonly to: ColumnUse;
}

/** A column decides the rows of a node. */
export interface RowEdge {
  readonly from: ColumnUse;
  readonly node: NodeId;
  readonly kinds: readonly RowUse["as"][];
}

/** The edges of values that are met from the asked columns on, nearest first. Rows are left out of the way: they would lead to everything. */
export function followValues({ map, direction, starts, depth }: Question): readonly Edge[] {
  const edges: Edge[] = [];
  const met = new Set(starts.map(columnKey));
  let front = starts;
  for (let step = 0; step < depth && front.length > 0; step++) {
    const next: ColumnUse[] = [];
    for (const column of front)
      for (const other of direction === "up" ? valuesOf(map, column) : valueReadersOf(map, column)) {
        edges.push(direction === "up" ? { from: other, to: column } : { from: column, to: other });
        if (!met.has(columnKey(other))) next.push(other);
        met.add(columnKey(other));
      }
    front = next;
  }
  return edges;
}

/** Upwards, what decides the rows of the asked node; downwards, the nodes whose rows the asked columns decide. */
export function followRows({ map, node, direction, starts }: Question): readonly RowEdge[] {
  if (direction === "down")
    return starts.flatMap((from) =>
      [...map.rowsDecidedBy(from)].map(([reader, kinds]) => ({ from, node: reader, kinds })),
    );
  return rowEdges(node.id, map.bound.nodes[node.id]?.lineage?.rows ?? []);
}

/** What decides the rows of a node, each column once. */
export function rowEdges(node: NodeId, rows: readonly RowUse[]): readonly RowEdge[] {
  const edges = new Map<string, { readonly from: ColumnUse; readonly kinds: RowUse["as"][] }>();
  for (const { as, ...from } of rows) {
    const edge = edges.get(columnKey(from)) ?? { from, kinds: [] };
    edge.kinds.push(as);
    edges.set(columnKey(from), edge);
  }
  return [...edges.values()].map((edge) => ({ ...edge, node }));
}

/** The columns that a value is computed from, as their nodes spell them. */
export function valuesOf(map: LineageMap, column: ColumnUse): readonly ColumnUse[] {
  return (map.lineageOf(column)?.uses ?? []).map((use) => map.find(use) ?? use);
}

/** The columns whose values are computed from one. */
export function valueReadersOf(map: LineageMap, column: ColumnUse): readonly ColumnUse[] {
  return map
    .usersOf(column)
    .filter(({ uses }) => uses.some(({ as }) => as === "value"))
    .map((reader) => ({ node: reader.node, column: reader.column }));
}
