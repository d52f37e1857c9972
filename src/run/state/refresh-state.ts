import type { NodeId } from "../../graph/types.ts";
import type { NodeState, Plan, PlannedNode, WarehouseState } from "../types.ts";
import type { DeferredState } from "./deferred-state.ts";

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

/** Adds the rows of reused nodes whose text changed to those that wait to be written. */
export function noteNewLayout(plan: Plan, state: WarehouseState, deferred: DeferredState): void {
  for (const planned of plan.nodes) {
    const before = state.nodes[planned.id];
    if (before && isLaidOutAnew(planned, before))
      deferred.add({ ...before, id: planned.id, parts: planned.parts });
  }
}

function isLaidOutAnew(planned: PlannedNode, before: NodeState): boolean {
  return planned.action === "reuse" && planned.parts.text !== before.parts.text;
}
