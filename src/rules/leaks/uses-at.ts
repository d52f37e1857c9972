import type { FlowUse } from "../../sql/lineage/flow.ts";
import type { FlowReader } from "./read-flow.ts";

/** What a column of a node is made of; of null, what decides whether there is a row. Values come first. */
export function usesAt({ flow, columnOf }: FlowReader, column: string | null): readonly FlowUse[] {
  const uses = column === null ? flow.rows : (columnOf(column)?.from ?? []);
  const isRow = ([cell]: FlowUse) => flow.cells[cell]?.[1] === null;
  return [...uses.filter((use) => !isRow(use)), ...uses.filter(isRow)];
}
