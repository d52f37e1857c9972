import type { Session } from "../../adapters/adapter.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { NodeState, Plan, PlannedNode, WarehouseState } from "../types.ts";
import { type PublishedNode, type RunStamp, renderPublish } from "./write-state.ts";

/** How many rows one INSERT carries. */
const chunkSize = 500;

/**
 * The state with the texts of reused nodes as the plan saw them. A statement that was only laid out anew is then not parsed again
 * next time. The same object where nothing differs.
 */
export function refreshState(state: WarehouseState, plan: Plan): WarehouseState {
  const nodes: Record<NodeId, NodeState> = {};
  for (const planned of plan.nodes) {
    const before = state.nodes[planned.id];
    if (before && isLaidOutAnew(planned, before)) nodes[planned.id] = { ...before, parts: planned.parts };
  }
  return Object.keys(nodes).length === 0 ? state : { ...state, nodes: { ...state.nodes, ...nodes } };
}

/** Writes the rows of the state that were not written with a node: of tested sources, of reused nodes whose text changed. */
export async function writePublished(
  session: Session,
  plan: Plan,
  {
    context,
    published,
    stamp,
    clock,
    dialect,
  }: {
    readonly context: { readonly state: WarehouseState };
    readonly published: readonly PublishedNode[];
    readonly stamp: RunStamp;
    readonly clock: () => Date;
    readonly dialect: Dialect;
  },
): Promise<void> {
  const rows = [...published];
  for (const planned of plan.nodes) {
    const before = context.state.nodes[planned.id];
    if (before && isLaidOutAnew(planned, before))
      rows.push({ ...before, id: planned.id, parts: planned.parts });
  }
  for (let start = 0; start < rows.length; start += chunkSize)
    await session.run(renderPublish(rows.slice(start, start + chunkSize), stamp, clock(), dialect));
}

function isLaidOutAnew(planned: PlannedNode, before: NodeState): boolean {
  return planned.action === "reuse" && planned.parts.text !== before.parts.text;
}
