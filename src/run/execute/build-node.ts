import { EngineError, type Session } from "../../adapters/adapter.ts";
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from "../../base/diagnostic.ts";
import { engineDiagnostic, isConflict, shortReason } from "../../bind/engine-diagnostic.ts";
import type { CompiledNode, Situation, Step } from "../../compile/types.ts";
import type { RelationNode } from "../../graph/types.ts";
import { dropStaging, type Staging, stagingOf } from "../../rows/staging.ts";
import { isRepeatable } from "../state/underway.ts";
import { renderPublish } from "../state/write-state.ts";
import { keepStatistics } from "../statistics/keep-statistics.ts";
import type { NodeResult, PlannedNode, TestResult } from "../types.ts";
import { keepRows } from "../versions/keep-rows.ts";
import { noteVersion } from "../versions/note-version.ts";
import { chooseTiles } from "./choose-tiles.ts";
import { countFailures, MergedScanError } from "./count-failures.ts";
import { noteCurrentValues } from "./current-values.ts";
import { checkInterrupted, type Execution, Interrupted } from "./execution.ts";
import { exportFailures, importFailures } from "./keep-failures.ts";
import { renderLedger } from "./ledger.ts";
import { runSteps, splitSteps } from "./run-steps.ts";
import { readSituation } from "./situation.ts";
import { stageBatches } from "./stage-batches.ts";
import { stageRows } from "./stage-rows.ts";
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
import { runUnitTests } from "./unit-tests.ts";

/** How often a node is tried when other transactions get in its way. */
const maximalAttempts = 6;

/**
 * Builds a node, tests it and publishes it in one transaction on one connection: readers see the old version until all of it is
 * good, and a process that is killed leaves either the old version or the new one, and what says which (state/underway.ts). A test
 * that fails by error severity rolls all of it back; its failing rows are kept.
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
  const units = await runUnitTests(planned, execution.context);
  if (units === undefined)
    return finish({ status: "interrupted", tests: skippedTests(planned), diagnostics: [] });
  if (units.some(blocks)) return finish(refusedByUnitTests(planned, units, execution));
  let merge = true;
  for (let conflicts = 0; ; ) {
    try {
      return finish(await attemptBuild(planned, session, execution, { merge, units }));
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
        return finish(failedAttempt(planned, describeFailure(error, planned, execution)));
      }
    }
  }
}

type Attempt = Pick<NodeResult, "status" | "tests" | "diagnostics" | "rows" | "entities" | "version">;

async function attemptBuild(
  planned: PlannedNode,
  session: Session,
  execution: Execution,
  how: Pick<NodeWork, "merge" | "units">,
): Promise<Attempt> {
  const { node, graphNode } = resolvePlanned(planned, execution);
  checkInterrupted(execution);
  await session.begin();
  const situation = await readSituation(session, planned, node, graphNode, execution);
  const staged = await stageBatches(node, graphNode, situation, execution);
  const staging = stagingOf(node, situation, execution.dialect);
  const work = {
    planned,
    node: (staging ?? staged)?.node ?? (await chooseTiles(session, planned, node, execution)),
    graphNode,
    situation,
    ...how,
    ...(staging && { staging }),
  };
  try {
    // Begun anew: a transaction does not see what was committed after its first look.
    if (staged) await restart(session);
    return await buildInTransaction(work, session, execution);
  } finally {
    await staged?.drop();
  }
}

interface NodeWork {
  readonly planned: PlannedNode;
  readonly node: CompiledNode;
  readonly graphNode: RelationNode;
  readonly situation: Situation;
  readonly merge: boolean;
  /** The unit tests of the node, which have passed. */
  readonly units: readonly TestResult[];
  /** Where rows that a function computes are gathered first. */
  readonly staging?: Staging;
}

async function buildInTransaction(
  { planned, node, graphNode, situation, merge, units, staging }: NodeWork,
  session: Session,
  execution: Execution,
): Promise<Attempt> {
  const { context, dialect } = execution;
  const check = () => checkInterrupted(execution);
  const { value: steps, diagnostics: found } = context.compiler.materialize(
    node,
    graphNode.settings,
    situation,
    dialect,
  );
  const diagnostics = found.map((diagnostic) => ({
    span: context.graph.nodes[planned.id]?.span,
    ...diagnostic,
  }));
  if (hasErrors(diagnostics)) {
    await session.rollback();
    return failedAttempt(planned, diagnostics);
  }
  const { before, inside, publishing, after } = splitSteps(steps);
  if (before.length > 0) await restart(session, () => runSteps(before, session, check));
  if (staging) await stageRows(staging, graphNode, situation, session, execution);
  const superseded = await keepRows(session, planned, node, execution);
  const done = await runSteps(inside, session, check);
  if (staging) await dropStaging(staging, session, dialect);
  for (const sql of ledgerStatements(planned, situation, execution)) await session.run(sql);
  const rows = (await noteCurrentValues(session, planned, node, execution)) ?? done.rows;
  const { mergeScans } = context.compiler;
  const counts = await countFailures(session, testsOf(planned, context), {
    mergeScans,
    transaction: true,
    merge,
    check,
  });
  const verdicts = judge(counts);
  if (verdicts.some(blocks))
    return await withdraw(planned, { verdicts, units }, session, execution, diagnostics);
  check();
  const features = await keepStatistics(planned, node, session, execution);
  const told = [...diagnostics, ...features.diagnostics];
  if (features.isRefused) {
    const refused = await withdraw(planned, { verdicts, units }, session, execution, told);
    for (const sql of features.refusal) await session.run(sql);
    return refused;
  }
  const version = await noteVersion(session, planned, node, superseded, execution);
  const kept = await keepPublishedFailures(session, verdicts, execution);
  check();
  await runSteps(publishing, session, check);
  const published = {
    id: planned.id,
    relation: node.relation,
    fingerprint: planned.fingerprint,
    version: planned.version,
    parts: planned.parts,
    tests: passedSignatures(planned, verdicts, units),
    rows,
  };
  if (isRepeatable(node)) execution.deferred.add(published);
  else await session.run(renderPublish([published], execution.stamp, execution.clock(), dialect));
  await session.commit();
  if (execution.deferred.isDue())
    await execution.deferred.write(session, execution.stamp, execution.clock(), dialect);
  const late = await runLateHooks(after, session, planned, execution);
  const warns =
    late.length > 0 || features.diagnostics.length > 0 || verdicts.some(({ status }) => status === "warn");
  return {
    status: warns ? "warn" : "success",
    tests: testResults(planned, verdicts, kept, execution, units),
    diagnostics: [...told, ...late],
    ...(rows !== undefined && { rows }),
    ...(done.entities !== undefined && { entities: done.entities }),
    ...(version && { version }),
  };
}

/** Ends the transaction, in which nothing has been written yet, and begins another one, after `between`. */
async function restart(session: Session, between?: () => Promise<unknown>): Promise<void> {
  await session.rollback();
  await between?.();
  await session.begin();
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
  { verdicts, units }: { readonly verdicts: readonly Verdict[]; readonly units: readonly TestResult[] },
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
    tests: testResults(planned, verdicts, imported.kept, execution, units),
    diagnostics: [...diagnostics, ...exported.diagnostics, ...imported.diagnostics],
  };
}

/** A node whose unit tests fail is wrong whatever the data are: nothing is built. */
function refusedByUnitTests(
  planned: PlannedNode,
  units: readonly TestResult[],
  execution: Execution,
): Attempt {
  return {
    status: units.some(({ status }) => status === "error") ? "error" : "fail",
    tests: testResults(planned, [], new Set(), execution, units),
    diagnostics: [],
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
function describeFailure(
  error: unknown,
  planned: PlannedNode,
  { context }: Execution,
): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics;
  if (!(error instanceof EngineError)) throw error;
  const refusal = context.compiler.findRefusal(error.message);
  const span = context.graph.nodes[planned.id]?.span;
  return [refusal ? { ...refusal, ...(span && { span }) } : engineDiagnostic(error, planned.id, context)];
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
