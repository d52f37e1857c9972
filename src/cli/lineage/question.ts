import type { LineageMap } from "../../bind/lineage-map.ts";
import type { ColumnUse } from "../../bind/types.ts";
import type { Graph, NodeId } from "../../graph/types.ts";
import { nodeName } from "../render/node-name.ts";
import type { NamedColumn } from "./find-named-column.ts";

/** What `quern lineage` is asked, with all that answers it. */
export interface Question extends NamedColumn {
  readonly map: LineageMap;
  readonly graph: Graph;
  readonly direction: "up" | "down";
  /** Steps to go; Infinity for the whole way. */
  readonly depth: number;
  /** The column, or all columns of the node. */
  readonly starts: readonly ColumnUse[];
}

/** The name of a node as users call it. */
export function nameOf(id: NodeId, graph: Graph): string {
  const node = graph.nodes[id];
  return node === undefined ? id : nodeName(node);
}

/** `fct_orders.status`. */
export function columnName({ node, column }: ColumnUse, graph: Graph): string {
  return `${nameOf(node, graph)}.${column}`;
}
