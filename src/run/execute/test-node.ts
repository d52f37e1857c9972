import { EngineError, type Session } from "../../adapters/adapter.ts";
import type { NodeResult, NodeStatus, PlannedNode } from "../types.ts";
import { countFailures } from "./count-failures.ts";
import { checkInterrupted, type Execution, Interrupted } from "./execution.ts";
import {
  blocks,
  judge,
  keepPublishedFailures,
  passedSignatures,
  testResults,
  testsOf,
  type Verdict,
} from "./test-results.ts";
import { runUnitTests } from "./unit-tests.ts";

/**
 * Runs the tests of a node on what is published, or of a source on its data. Nothing is built, so there is nothing to roll back: a
 * test that fails keeps what depends on the node from being built, and runs again next time.
 */
export async function testNode(
  planned: PlannedNode,
  session: Session,
  execution: Execution,
): Promise<NodeResult> {
  const start = performance.now();
  const startedAt = execution.clock().toISOString();
  const finish = (status: NodeStatus, tests: NodeResult["tests"]): NodeResult => ({
    id: planned.id,
    status,
    reasons: planned.reasons,
    startedAt,
    elapsed: (performance.now() - start) / 1000,
    tests,
    diagnostics: [],
  });
  try {
    const check = () => checkInterrupted(execution);
    check();
    const units = await runUnitTests(planned, execution.context);
    if (units === undefined) throw new Interrupted();
    const counts = await countFailures(session, testsOf(planned, execution.context), {
      mergeScans: execution.context.compiler.mergeScans,
      transaction: false,
      merge: true,
      check,
    });
    const verdicts = judge(counts);
    const kept = await keepPublishedFailures(session, verdicts, execution);
    recordPassed(planned, passedSignatures(planned, verdicts, units), execution);
    return finish(statusOf([...verdicts, ...units]), testResults(planned, verdicts, kept, execution, units));
  } catch (error) {
    if (!(error instanceof Interrupted) && !(error instanceof EngineError && error.interrupted)) throw error;
    return finish("interrupted", testResults(planned, [], new Set(), execution));
  }
}

function statusOf(verdicts: readonly Pick<Verdict, "status">[]): NodeStatus {
  if (verdicts.some(({ status }) => status === "error")) return "error";
  if (verdicts.some(blocks)) return "fail";
  return verdicts.some(({ status }) => status === "warn") ? "warn" : "success";
}

/** Notes which tests hold on what is published. A relation that we did not publish gets no row: it would look published. */
function recordPassed(planned: PlannedNode, passed: readonly string[], execution: Execution): void {
  const { context, deferred } = execution;
  const before = context.state.nodes[planned.id];
  const isRelation = (context.compiled.nodes[planned.id]?.relation ?? null) !== null;
  if (before === undefined && isRelation) return;
  const tested = new Set(planned.signatures);
  const isSame = before?.fingerprint === planned.fingerprint;
  const others = isSame ? before.tests.filter((signature) => !tested.has(signature)) : [];
  const tests = [...new Set([...others, ...passed])];
  if (isSame && sameMembers(before.tests, tests)) return;
  deferred.add({
    id: planned.id,
    relation: before?.relation ?? null,
    fingerprint: planned.fingerprint,
    version: planned.version,
    parts: planned.parts,
    tests,
    rows: before?.rows,
  });
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a);
  return members.size === new Set(b).size && b.every((item) => members.has(item));
}
