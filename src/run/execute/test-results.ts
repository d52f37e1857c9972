import type { Session } from "../../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../../base/diagnostic.ts";
import { engineDiagnostic } from "../../bind/engine-diagnostic.ts";
import type { CompiledTest } from "../../compile/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { RunContext } from "../run-context.ts";
import { stateKey } from "../state/read-state.ts";
import type { PlannedNode, TestResult, TestStatus } from "../types.ts";
import type { FailureCount } from "./count-failures.ts";
import { evaluateTest } from "./evaluate-test.ts";
import type { Execution } from "./execution.ts";
import { failuresRelation, renderKeepFailures, renderSeeFailures } from "./keep-failures.ts";

/** A counted test with what its count means. */
export interface Verdict extends FailureCount {
  readonly status: TestStatus;
}

/** The compiled data tests of a planned node. */
export function testsOf(planned: PlannedNode, context: RunContext): readonly CompiledTest[] {
  return planned.tests.flatMap((id) => {
    const test = context.compiled.tests[id];
    if (!test && !context.compiled.unitTests[id]) throw new Error(`${id} is planned but not compiled`);
    return test ?? [];
  });
}

/** Says what the counts mean. */
export function judge(counts: readonly FailureCount[]): readonly Verdict[] {
  return counts.map((count) => ({
    ...count,
    status: count.error === undefined ? evaluateTest(count.test, count.failures) : "error",
  }));
}

/** True for a verdict that keeps a node from being published. */
export function blocks({ status }: Pick<Verdict, "status">): boolean {
  return status === "fail" || status === "error";
}

/** The verdicts whose failing rows are to be kept. */
export function worthKeeping(verdicts: readonly Verdict[], { context }: Execution): readonly Verdict[] {
  if (context.storeFailures === false) return [];
  return verdicts.filter(
    ({ status, test }) => test.storeFailures && test.limit > 0 && (status === "fail" || status === "warn"),
  );
}

/** Keeps the failing rows where what was tested is published or about to be, and drops those of tests that pass again. */
export async function keepPublishedFailures(
  session: Session,
  verdicts: readonly Verdict[],
  execution: Execution,
): Promise<ReadonlySet<string>> {
  const { context, dialect } = execution;
  const kept = worthKeeping(verdicts, execution);
  for (const { test } of kept) await session.run(renderKeepFailures(test, dialect));
  for (const { test, status } of verdicts) {
    const relation = failuresRelation(test);
    if (status === "pass" && context.state.relations[stateKey(relation)] === "table")
      await session.run(`DROP TABLE IF EXISTS ${dialect.renderRelation(relation)}`);
  }
  return new Set(kept.map(({ test }) => test.id));
}

/** Results of the tests of a node, in the order of the plan; those that were not reached are skipped. */
export function testResults(
  planned: PlannedNode,
  verdicts: readonly Verdict[],
  kept: ReadonlySet<string>,
  execution: Execution,
  units: readonly TestResult[] = [],
): readonly TestResult[] {
  const byId = new Map(verdicts.map((verdict) => [verdict.test.id, verdict]));
  const unitById = new Map(units.map((result) => [result.id, result]));
  return planned.tests.map((id) => {
    const unit = unitById.get(id);
    if (unit) return unit;
    const verdict = byId.get(id);
    if (!verdict) return { id, status: "skipped", failures: 0, elapsed: 0, diagnostics: [] };
    const seeFailures = kept.has(id) ? renderSeeFailures(verdict.test, execution.dialect) : undefined;
    return {
      id,
      status: verdict.status,
      failures: verdict.failures,
      elapsed: verdict.elapsed,
      ...(seeFailures !== undefined && { seeFailures }),
      diagnostics: explain(verdict, seeFailures, execution.context),
    };
  });
}

function explain(verdict: Verdict, kept: string | undefined, context: RunContext): readonly Diagnostic[] {
  const { test, status, failures, error } = verdict;
  if (error) return [engineDiagnostic(error, test.id, context)];
  if (status !== "fail" && status !== "warn") return [];
  const node = context.graph.nodes[test.id];
  const condition = describeCondition(status === "fail" ? test.errorIf.text : test.warnIf.text);
  const parameters = {
    test: node?.name ?? test.id,
    failures,
    condition,
    ...(kept !== undefined && { kept }),
  };
  return [
    diagnose(status === "fail" ? "Q0604" : "Q0605", parameters, { span: node?.span, sql: test.failures }),
  ];
}

/** `!= 0` -> `rows != 0`. */
function describeCondition(text: string): string {
  return `rows ${text}`;
}

/** Signatures of the tests that passed or warned, and of unit tests that hold. */
export function passedSignatures(
  planned: PlannedNode,
  verdicts: readonly Verdict[],
  units: readonly TestResult[],
): readonly string[] {
  const passed = new Set<NodeId>();
  for (const { status, test } of verdicts) if (status === "pass" || status === "warn") passed.add(test.id);
  for (const { status, id } of units) if (status === "pass") passed.add(id);
  const signatures = planned.signatures.filter((_signature, index) => {
    const id = planned.tests[index];
    return id !== undefined && passed.has(id);
  });
  return planned.holding.length === 0 ? signatures : [...planned.holding, ...signatures];
}
