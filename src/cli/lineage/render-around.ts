import type { Paint } from "../../base/paint.ts";
import { columnKey } from "../../bind/lineage-map.ts";
import type { ColumnUse, RowUse } from "../../bind/types.ts";
import { childrenOf } from "../../graph/traverse.ts";
import type { NodeId } from "../../graph/types.ts";
import { nodeName } from "../render/node-name.ts";
import { columnName, type Question } from "./question.ts";
import { labelledNames } from "./tree.ts";

const rowKinds: Readonly<Record<RowUse["as"], string>> = {
  filter: "filter",
  join: "join",
  group: "group",
  order: "order",
};

/** Lines on what decides which rows the asked node has. */
export function renderRows({ map, graph, node }: Question, width: number, paint: Paint): readonly string[] {
  const rows = map.bound.nodes[node.id]?.lineage?.rows ?? [];
  const lines = Object.entries(rowKinds).flatMap(([kind, label]) => {
    const names = rows.filter(({ as }) => as === kind).map((use) => columnName(map.find(use) ?? use, graph));
    return labelledNames(`  ${label.padEnd(8)}`, names, width);
  });
  return lines.length === 0
    ? []
    : ["", paint("dim", `which rows ${nodeName(node)} has is decided by`), ...lines];
}

/** Lines on the tests and exposures at the end of the way: exposures of the nodes that were met, and tests of the columns. */
export function renderReaders(
  { graph, column }: Question,
  met: readonly ColumnUse[],
  width: number,
  paint: Paint,
): readonly string[] {
  const columns = new Set(met.map(columnKey));
  const readers = new Set(
    [...new Set(met.map(({ node }) => node))].flatMap((id: NodeId) => childrenOf(graph).get(id) ?? []),
  );
  const tests: string[] = [];
  const exposures: string[] = [];
  for (const id of readers) {
    const reader = graph.nodes[id];
    if (reader?.kind === "exposure") exposures.push(nodeName(reader));
    if (reader?.kind !== "test") continue;
    const own = reader.attachedTo && reader.column && { node: reader.attachedTo, column: reader.column };
    // A test of another column says nothing of this one; a test of several, or of whole rows, may.
    if (column === undefined || !own || columns.has(columnKey(own))) tests.push(nodeName(reader));
  }
  // Names that people gave are shorter than those that are made of a test's arguments.
  tests.sort((a, b) => a.length - b.length);
  const lines = [
    ...labelledNames("  exposures  ", exposures, width),
    ...labelledNames("  tests      ", tests, width),
  ];
  return lines.length === 0 ? [] : ["", paint("dim", "at the end of the way"), ...lines];
}
