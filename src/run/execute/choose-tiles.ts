import type { Session } from "../../adapters/adapter.ts";
import type { CompiledNode } from "../../compile/types.ts";
import type { PlannedNode } from "../types.ts";
import type { Execution } from "./execution.ts";

/** A training set with the statement that is cheapest by what a count of its rows says. The rows that come out are the same. */
export async function chooseTiles(
  session: Session,
  { id }: PlannedNode,
  node: CompiledNode,
  { context }: Pick<Execution, "context">,
): Promise<CompiledNode> {
  const tiling = context.tilingOf?.(id);
  if (tiling === undefined) return node;
  const dense: boolean[] = [];
  for (const count of tiling.counts) {
    const [row] = await session.rows(count);
    dense.push(row?.is_dense === true);
  }
  return dense.includes(true) ? { ...node, select: tiling.select(dense) } : node;
}
