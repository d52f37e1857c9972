import { EngineError, type Session } from "../../adapters/adapter.ts";
import { type Diagnostic, diagnose, hasErrors } from "../../base/diagnostic.ts";
import type { CompiledNode, Situation, Step } from "../../compile/types.ts";
import type { RelationNode } from "../../graph/types.ts";
import { renderPublish } from "../state/write-state.ts";
import type { NodeResult, PlannedNode } from "../types.ts";
import { countFailures, MergedScanError } from "./count-failures.ts";
import { engineDiagnostic, isConflict, shortReason } from "./engine-diagnostic.ts";
import { checkInterrupted, type Execution, Interrupted } from "./execution.ts";
import { exportFailures, importFailures } from "./keep-failures.ts";
import { renderLedger } from "./ledger.ts";
import { readSituation } from "./situation.ts";
import {
  blocks,
  judge,
  keepPublishedFailures,
  passedSignatures,
  testResults,
  testsOf,
  type Verdict,
  worthKeeping,
} from "./test-results.ts";

/** How often a node is tried when other transactions get in its way. */
const maximalAttempts = 6;

/**
 * Builds a node, tests it and publishes it in one transaction on one connection: readers see the old version until all of it is
 * good, and a process that is killed leaves either the old version or the new one with its row in the state. A test that fails by
 * error severity rolls all of it back; its failing rows are kept.
 */
export async function buildNode(
  planned: PlannedNode,
  session: Session,
  execution: Execution,
): Promise<NodeResult> {
  const start = performance.now();
  const startedAt = execution.clock().toISOString();
  const finish = (attempt: Attempt): NodeResult => ({
    id: planned.id,
    reasons: planned.reasons,
    startedAt,
    elapsed: (performance.now() - start) / 1000,
    ...attempt,
  });
  let merge = true;
  for (let conflicts = 0; ; ) {
    try {
      return finish(await attemptBuild(planned, session, execution, merge));
    } catch (error) {
      await session.rollback();
      if (isInterruption(error))
        return finish({ status: "interrupted", tests: skippedTests(planned), diagnostics: [] });
      if (error instanceof MergedScanError) {
        merge = false;
      } else if (isConflict(error)) {
        conflicts += 1;
        if (conflicts >= maximalAttempts)
          return finish(failedAttempt(planned, [tooManyConflicts(planned, conflicts, execution, error)]));
        await pause(conflicts);
      } else {
        return finish(failedAttempt(planned, [describeFailure(error, planned, execution)]));
      }
    }
  }
}

type Attempt = Pick<NodeResult, "status" | "tests" | "diagnostics" | "rows">;

async function attemptBuild(
  planned: PlannedNode,
  session: Session,
  execution: Execution,
  merge: boolean,
): Promise<Attempt> {
  const { context, dialect } = execution;
  const check = () => checkInterrupted(execution);
  const { node, graphNode } = resolvePlanned(planned, execution);
  check();
  await session.begin();
  const situation = await readSituation(session, planned, node, graphNode, execution);
  const { value: steps, diagnostics } = context.compiler.materialize(
    node,
    graphNode.settings,
    situation,
    dialect,
  );
  if (hasErrors(diagnostics)) {
    await session.rollback();
    return failedAttempt(planned, diagnostics);
  }
  const { before, inside, publishing, after } = splitSteps(steps);
  if (before.length > 0) {
    await session.rollback();
    await runSteps(before, session, check);
    await session.begin();
  }
  const rows = await runSteps(inside, session, check);
  await runStatements(ledgerStatements(planned, situation, execution), session);
  const verdicts = judge(
    await countFailures(session, testsOf(planned, context), {
      mergeScans: context.compiler.mergeScans,
      transaction: true,
      merge,
      check,
    }),
  );
  if (verdicts.some(blocks)) return await withdraw(planned, verdicts, session, execution, diagnostics);
  const kept = await keepPublishedFailures(session, verdicts, execution);
  check();
  await runSteps(publishing, session, check);
  await session.run(
    renderPublish(
      [
        {
          id: planned.id,
          relation: node.relation,
          fingerprint: planned.fingerprint,
          version: planned.version,
          parts: planned.parts,
          tests: passedSignatures(planned, verdicts),
          rows,
        },
      ],
      execution.stamp,
      execution.clock(),
      dialect,
    ),
  );
  await session.commit();
  const late = await runLateHooks(after, session, planned, execution);
  const warns = late.length > 0 || verdicts.some(({ status }) => status === "warn");
  return {
    status: warns ? "warn" : "success",
    tests: testResults(planned, verdicts, kept, execution),
    diagnostics: [...diagnostics, ...late],
    ...(rows !== undefined && { rows }),
  };
}

function resolvePlanned(
  planned: PlannedNode,
  { context }: Execution,
): { readonly node: CompiledNode; readonly graphNode: RelationNode } {
  const node = context.compiled.nodes[planned.id];
  const graphNode = context.graph.nodes[planned.id];
  if (!node || !graphNode || !("settings" in graphNode) || graphNode.kind === "test")
    throw new Error(`${planned.id} is planned but not compiled`);
  return { node, graphNode };
}

/**
 * Steps outside the transaction that come before the others run before it; hooks behind the others run after its commit. Written files
 * take their place once the tests have passed and before the commit: a process that is killed in between leaves the new files with
 * the old state, and the next build makes both agree again.
 */
function splitSteps(steps: readonly Step[]): {
  readonly before: readonly Step[];
  readonly inside: readonly Step[];
  readonly publishing: readonly Step[];
  readonly after: readonly Step[];
} {
  const first = steps.findIndex((step) => !step.outside);
  const split = first < 0 ? steps.length : first;
  const rest = steps.slice(split);
  return {
    before: steps.slice(0, split),
    inside: rest.filter((step) => !step.outside),
    publishing: rest.filter((step) => step.outside && step.kind !== "hook"),
    after: rest.filter((step) => step.outside && step.kind === "hook"),
  };
}

/** What is published stays so: a hook that fails after the commit is a warning. */
async function runLateHooks(
  hooks: readonly Step[],
  session: Session,
  planned: PlannedNode,
  { context }: Execution,
): Promise<readonly Diagnostic[]> {
  for (const { sql } of hooks) {
    try {
      await session.run(sql);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const node = context.graph.nodes[planned.id];
      const parameters = { node: node?.name ?? planned.id, reason: shortReason(error.message) };
      return [diagnose("Q0619", parameters, { span: node?.span, cause: error.message, sql })];
    }
  }
  return [];
}

/** @returns rows of the new table, or rows that an incremental step changed; undefined for views. */
async function runSteps(
  steps: readonly Step[],
  session: Session,
  check: () => void,
): Promise<number | undefined> {
  let rows: number | undefined;
  let before = 0;
  for (const step of steps) {
    check();
    if (step.ifNoRows && before > 0) continue;
    if (step.publishes !== undefined) {
      await session.publishFiles(step.publishes.from, step.publishes.to);
      continue;
    }
    if (step.writes !== undefined) await session.makeFolderFor(step.writes);
    const { rowsChanged } = await session.run(step.sql);
    before = rowsChanged;
    if (countedKinds.has(step.kind) && !/^\s*create\b.*\bview\b/i.test(step.sql.slice(0, 80)))
      rows = (rows ?? 0) + rowsChanged;
  }
  return rows;
}

/** Steps whose rows are worth telling. Rows deleted to be inserted again would count twice. */
const countedKinds: ReadonlySet<Step["kind"]> = new Set(["create", "insert", "merge", "write"]);

async function runStatements(statements: readonly string[], session: Session): Promise<void> {
  for (const statement of statements) await session.run(statement);
}

function ledgerStatements(
  planned: PlannedNode,
  { batches, existing, fullRefresh }: Situation,
  { stamp, clock, dialect }: Execution,
): readonly string[] {
  if (batches === undefined) return [];
  return renderLedger(
    planned.id,
    batches,
    fullRefresh || existing?.kind !== "table",
    stamp,
    clock(),
    dialect,
  );
}

/** Rolls back what failed its tests, and keeps the failing rows. */
async function withdraw(
  planned: PlannedNode,
  verdicts: readonly Verdict[],
  session: Session,
  execution: Execution,
  diagnostics: readonly Diagnostic[],
): Promise<Attempt> {
  const { context, dialect } = execution;
  // A test that could not be run has ended the transaction: there is nothing to copy from.
  const isAlive = verdicts.every(({ status }) => status !== "error");
  const wanted = isAlive ? worthKeeping(verdicts, execution).map(({ test }) => test) : [];
  const exported = await exportFailures(session, wanted, context.scratchFolder, dialect);
  await session.rollback();
  const imported = await importFailures(session, exported.exported, dialect);
  return {
    status: verdicts.some(({ status }) => status === "error") ? "error" : "fail",
    tests: testResults(planned, verdicts, imported.kept, execution),
    diagnostics: [...diagnostics, ...exported.diagnostics, ...imported.diagnostics],
  };
}

function isInterruption(error: unknown): boolean {
  return error instanceof Interrupted || (error instanceof EngineError && error.interrupted);
}

function failedAttempt(planned: PlannedNode, diagnostics: readonly Diagnostic[]): Attempt {
  return { status: "error", tests: skippedTests(planned), diagnostics };
}

function skippedTests(planned: PlannedNode): NodeResult["tests"] {
  return planned.tests.map((id) => ({ id, status: "skipped", failures: 0, elapsed: 0, diagnostics: [] }));
}

/** Errors that are not the engine's are ours, and are not to be told as the user's. */
function describeFailure(error: unknown, planned: PlannedNode, { context }: Execution): Diagnostic {
  if (!(error instanceof EngineError)) throw error;
  const refusal = context.compiler.findRefusal(error.message);
  const span = context.graph.nodes[planned.id]?.span;
  return refusal ? { ...refusal, ...(span && { span }) } : engineDiagnostic(error, planned.id, context);
}

function tooManyConflicts(
  planned: PlannedNode,
  attempts: number,
  { context }: Execution,
  error: unknown,
): Diagnostic {
  const node = context.graph.nodes[planned.id];
  const cause = error instanceof Error ? error.message : undefined;
  return diagnose("Q0609", { node: node?.name ?? planned.id, attempts }, { span: node?.span, cause });
}

/** Lets the other transaction end: 5, 10, 20, ... ms. */
function pause(conflicts: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5 * 2 ** (conflicts - 1)));
}
