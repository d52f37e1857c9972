import { descendantsOf } from "../graph/traverse.ts";
import type { Graph, NodeId } from "../graph/types.ts";
import type { NodeResult, Results, TestResult } from "./types.ts";

/**
 * The nodes and tests to run again after a run: those that failed, were skipped or interrupted, and what depends on them, as far as the
 * project still has them. Empty where all went well.
 */
export function readRetry(previous: Pick<Results, "nodes">, graph: Graph): ReadonlySet<NodeId> {
  const again = new Set<NodeId>();
  for (const node of previous.nodes) {
    if (isUnfinished[node.status]) {
      again.add(node.id);
      for (const test of node.tests) again.add(test.id);
    }
    for (const test of node.tests) if (isUnfinishedTest[test.status]) again.add(test.id).add(node.id);
  }
  const known = [...again].filter((id) => graph.nodes[id] !== undefined);
  return new Set([...known, ...descendantsOf(graph, known)]);
}

const isUnfinished: Record<NodeResult["status"], boolean> = {
  success: false,
  warn: false,
  reused: false,
  error: true,
  fail: true,
  skipped: true,
  interrupted: true,
};

const isUnfinishedTest: Record<TestResult["status"], boolean> = {
  pass: false,
  warn: false,
  fail: true,
  error: true,
  skipped: true,
};
