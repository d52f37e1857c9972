import { EngineError } from "../../adapters/adapter.ts";
import type { RunContext } from "../run-context.ts";
import type { NodeResult, PlannedNode, TestResult } from "../types.ts";
import { blocks } from "./test-results.ts";

/** Runs the unit tests of a planned node, none of which touches the warehouse; undefined where the run was interrupted meanwhile. */
export async function runUnitTests(
  planned: PlannedNode,
  { compiled, runUnitTest, signal }: Pick<RunContext, "compiled" | "runUnitTest" | "signal">,
): Promise<readonly TestResult[] | undefined> {
  const results: TestResult[] = [];
  for (const id of planned.tests) {
    const test = compiled.unitTests[id];
    if (test === undefined) continue;
    if (runUnitTest === undefined) throw new Error("a plan with unit tests needs a database for them");
    if (signal?.aborted) return undefined;
    const start = performance.now();
    try {
      const outcome = await runUnitTest(test);
      results.push({ id, elapsed: (performance.now() - start) / 1000, ...outcome });
    } catch (error) {
      if (!(error instanceof EngineError && error.interrupted)) throw error;
      return undefined;
    }
  }
  return results;
}

/** Runs the tests of a node of which only unit tests are planned: no warehouse is needed. */
export async function testWithoutWarehouse(
  planned: PlannedNode,
  context: RunContext,
  clock: () => Date,
): Promise<NodeResult> {
  const start = performance.now();
  const startedAt = clock().toISOString();
  const results = await runUnitTests(planned, context);
  const tests =
    results ??
    planned.tests.map((id) => ({ id, status: "skipped" as const, failures: 0, elapsed: 0, diagnostics: [] }));
  return {
    id: planned.id,
    status: results === undefined ? "interrupted" : statusOfUnits(results),
    reasons: planned.reasons,
    startedAt,
    elapsed: (performance.now() - start) / 1000,
    tests,
    diagnostics: [],
  };
}

function statusOfUnits(results: readonly TestResult[]): NodeResult["status"] {
  if (results.some(({ status }) => status === "error")) return "error";
  return results.some(blocks) ? "fail" : "success";
}
