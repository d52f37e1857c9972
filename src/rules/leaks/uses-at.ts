import type { FlowUse } from "../../sql/lineage/flow.ts";
import type { FlowReader } from "./read-flow.ts";

/**
 * What a column of a node is made of; of null, what decides whether there is a row. What says most comes first: values, then what decides which
 * rows have been seen, then that there are such rows.
 */
export function usesAt(
  { flow, columnOf, isMatchedOnce }: FlowReader,
  column: string | null,
): readonly FlowUse[] {
  const found = column === null ? undefined : columnOf(column);
  const others = (column === null ? flow.rows : (found?.decided ?? [])).filter(([cell]) => {
    const [scan = -1, , isMany] = flow.cells[cell] ?? [];
    return !isMany || !isMatchedOnce(scan);
  });
  const rankOf = ([cell, reach]: FlowUse) =>
    (flow.cells[cell]?.[1] === null ? 1 : 0) + (flow.reaches[reach]?.by === "group by" ? 2 : 0);
  return [...(found?.of ?? []), ...others.sort((one, other) => rankOf(one) - rankOf(other))];
}
