import type { Outcome } from "../base/diagnostic.ts";
import type { Compiled } from "../compile/types.ts";
import { orderNodes } from "../graph/order.ts";
import type { NodeId } from "../graph/types.ts";
import { isRelationNode } from "./plan/is-relation-node.ts";
import { findTestsToLeaveOut } from "./plan/leave-out.ts";
import type { PlanInput } from "./plan/plan-input.ts";
import { type PlanningContext, planNode } from "./plan/plan-node.ts";
import { readStatements } from "./plan/read-statements.ts";
import { createReads } from "./plan/reads.ts";
import { findWaits } from "./plan/waits.ts";
import type { Plan, PlannedNode } from "./types.ts";

export type { PlanFlags, PlanInput } from "./plan/plan-input.ts";

/**
 * Decides what runs and why, before anything runs. Nodes are compared with what is published; what is as it was is reused. A test
 * that gates a node outside the selection makes that node a planned one of which the tests alone run.
 *
 * A parent outside the selection counts as it is published, not as its file reads.
 */
export async function planRun(input: PlanInput): Promise<Outcome<Plan>> {
  const reads = createReads(input.graph);
  const leftOut = findTestsToLeaveOut(input, reads);
  const tests = groupTests(input, leftOut.tests);
  const ids = orderNodes(input.graph, [...builtIds(input), ...tests.keys()]);
  const context: PlanningContext = {
    ...input,
    tests,
    reads,
    statements: await readStatements(ids, { ...input, reads }),
    planned: new Map<NodeId, PlannedNode>(),
    publishedVersions: new Map<NodeId, string>(),
  };
  const waits = findWaits(input, ids, tests);
  const nodes = ids.map((id) => {
    const node = planNode(id, waits.get(id) ?? [], context);
    context.planned.set(id, node);
    return node;
  });
  return { value: { runId: input.runId, command: input.command, nodes }, diagnostics: leftOut.diagnostics };
}

/** True where something is to be done in the warehouse. */
export function hasWork(plan: Plan): boolean {
  return plan.nodes.some((node) => node.action !== "reuse");
}

/** True where something is to be done that unit tests alone do not do. */
export function needsWarehouse(plan: Plan, { tests }: Pick<Compiled, "tests">): boolean {
  if (plan.command !== "test") return hasWork(plan);
  return plan.nodes.some(
    (node) => node.action !== "reuse" && node.tests.some((id) => tests[id] !== undefined),
  );
}

/** Selected tests by the node they gate. */
function groupTests(
  { compiled, selected, command }: PlanInput,
  leftOut: ReadonlySet<NodeId>,
): ReadonlyMap<NodeId, readonly NodeId[]> {
  const groups = new Map<NodeId, NodeId[]>();
  if (command !== "build" && command !== "test") return groups;
  for (const id of selected) {
    const gate = compiled.tests[id]?.gates ?? compiled.unitTests[id]?.gates;
    if (gate === undefined || leftOut.has(id)) continue;
    const group = groups.get(gate);
    if (group) group.push(id);
    else groups.set(gate, [id]);
  }
  return groups;
}

function builtIds({ graph, selected, command }: PlanInput): NodeId[] {
  if (command === "test") return [];
  return [...selected].filter((id) => {
    const node = graph.nodes[id];
    return isRelationNode(node) && ((command !== "seed" && command !== "snapshot") || node.kind === command);
  });
}
