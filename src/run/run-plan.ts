import { EngineError, type Session } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { shortReason } from "../bind/engine-diagnostic.ts";
import type { NodeId } from "../graph/types.ts";
import { buildNode } from "./execute/build-node.ts";
import type { Execution } from "./execute/execution.ts";
import { prepareWarehouse } from "./execute/prepare-warehouse.ts";
import { schedule } from "./execute/schedule.ts";
import { SessionPool } from "./execute/sessions.ts";
import { testNode } from "./execute/test-node.ts";
import { testWithoutWarehouse } from "./execute/unit-tests.ts";
import { hasWork, needsWarehouse } from "./plan-run.ts";
import type { RunContext } from "./run-context.ts";
import { DeferredState } from "./state/deferred-state.ts";
import { noteNewLayout } from "./state/refresh-state.ts";
import { writeRunEnd } from "./state/write-state.ts";
import type { NodeResult, Plan, PlannedNode, Results } from "./types.ts";

export type { RunContext, StepCompiler } from "./run-context.ts";

/**
 * Walks a plan: builds, tests and publishes its nodes in graph order, several at once, and tells the listener. What depends on a node
 * that failed is skipped. A plan without work touches nothing, and needs no warehouse.
 */
export async function runPlan(plan: Plan, context: RunContext): Promise<Results> {
  const clock = context.clock ?? (() => new Date());
  const start = performance.now();
  const startedAt = clock();
  const results = new Map<NodeId, NodeResult>();
  const reused = plan.nodes.filter((node) => node.action === "reuse").length;
  context.listener?.({ kind: "started", total: plan.nodes.length - reused, reused });
  const diagnostics: Diagnostic[] = [];
  const summarize = (): Results => ({
    runId: plan.runId,
    command: plan.command,
    target: context.target,
    startedAt: startedAt.toISOString(),
    finishedAt: clock().toISOString(),
    elapsed: (performance.now() - start) / 1000,
    nodes: plan.nodes.map((node) => results.get(node.id) ?? reuse(node)),
    interrupted: context.signal?.aborted ?? false,
    ...(diagnostics.length > 0 && { diagnostics }),
  });
  if (needsWarehouse(plan, context.compiled))
    diagnostics.push(...(await runWork(plan, context, clock, startedAt, results, summarize)));
  else if (hasWork(plan))
    await runNodes(plan, context, results, false, (planned) => testWithoutWarehouse(planned, context, clock));
  const summary = summarize();
  context.listener?.({ kind: "finished", results: summary });
  return summary;
}

async function runWork(
  plan: Plan,
  context: RunContext,
  clock: () => Date,
  startedAt: Date,
  results: Map<NodeId, NodeResult>,
  summarize: () => Results,
): Promise<readonly Diagnostic[]> {
  const { warehouse } = context;
  if (!warehouse) throw new Error("a plan with work needs a warehouse");
  const pool = new SessionPool(warehouse);
  const execution: Execution = {
    context,
    pool,
    dialect: warehouse.dialect,
    stamp: { runId: plan.runId, generation: context.state.generation + 1 },
    command: plan.command,
    clock,
    deferred: new DeferredState(),
  };
  const interrupt = () => pool.interrupt();
  context.signal?.addEventListener("abort", interrupt);
  try {
    await pool.use((session) => prepareWarehouse(session, plan, execution, startedAt));
    const diagnostics = [...(await pool.use((session) => runHooks(session, "on_run_start", context)))];
    const blocked = diagnostics.length > 0;
    await runNodes(plan, context, results, blocked, (planned) => {
      const work = planned.action === "test" ? testNode : buildNode;
      return pool.use((session) => work(planned, session, execution));
    });
    if (!blocked && !context.signal?.aborted)
      diagnostics.push(...(await pool.use((session) => runHooks(session, "on_run_end", context))));
    context.signal?.removeEventListener("abort", interrupt);
    diagnostics.push(...(await pool.use((session) => closeRun(session, plan, execution, summarize()))));
    return diagnostics;
  } finally {
    context.signal?.removeEventListener("abort", interrupt);
    pool.close();
  }
}

async function runNodes(
  plan: Plan,
  context: RunContext,
  results: Map<NodeId, NodeResult>,
  blocked: boolean,
  work: (planned: PlannedNode) => Promise<NodeResult>,
): Promise<void> {
  const byId = new Map(plan.nodes.map((node) => [node.id, node]));
  const total = plan.nodes.filter((node) => node.action !== "reuse").length;
  let done = 0;
  let stoppedBy: NodeId | undefined;

  function finish(result: NodeResult): void {
    results.set(result.id, result);
    if (byId.get(result.id)?.action === "reuse") return;
    done += 1;
    context.listener?.({ kind: "node-finished", result, done, total });
  }

  async function run(id: NodeId): Promise<boolean> {
    const planned = byId.get(id) as PlannedNode;
    if (context.signal?.aborted || stoppedBy !== undefined || blocked) {
      finish(skip(planned, stoppedBy));
      return true;
    }
    context.listener?.({ kind: "node-started", id });
    const result = await work(planned);
    finish(result);
    const failed = result.status === "fail" || result.status === "error";
    if (failed && context.failFast) stoppedBy ??= id;
    return !failed && result.status !== "interrupted";
  }

  await schedule(plan.nodes, context.threads ?? 4, {
    run,
    // An interruption is nobody's fault.
    skip: (id, because) =>
      finish(
        skip(
          byId.get(id) as PlannedNode,
          results.get(because)?.status === "interrupted" ? undefined : because,
        ),
      ),
    passes: (id) => byId.get(id)?.action === "reuse",
  });
}

function reuse(node: PlannedNode): NodeResult {
  return { id: node.id, status: "reused", reasons: [], elapsed: 0, tests: [], diagnostics: [] };
}

function skip(node: PlannedNode, because: NodeId | undefined): NodeResult {
  return {
    id: node.id,
    status: "skipped",
    reasons: node.reasons,
    elapsed: 0,
    tests: node.tests.map((id) => ({ id, status: "skipped", failures: 0, elapsed: 0, diagnostics: [] })),
    ...(because !== undefined && { because }),
    diagnostics: [],
  };
}

/** Runs the hooks of a run one after another, each on its own; the first that fails ends them. */
async function runHooks(
  session: Session,
  hook: "on_run_start" | "on_run_end",
  { hooks, signal }: RunContext,
): Promise<readonly Diagnostic[]> {
  const statements = (hook === "on_run_start" ? hooks?.onRunStart : hooks?.onRunEnd) ?? [];
  for (const sql of statements) {
    if (signal?.aborted) return [];
    try {
      await session.run(sql);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return [diagnose("Q0608", { hook, reason: shortReason(error.message) }, { cause: error.message, sql })];
    }
  }
  return [];
}

/** Writes what was left for the end. What is published is published: a history that cannot be written is a warning. */
async function closeRun(
  session: Session,
  plan: Plan,
  execution: Execution,
  results: Results,
): Promise<readonly Diagnostic[]> {
  try {
    noteNewLayout(plan, execution.context.state, execution.deferred);
    await execution.deferred.write(session, execution.stamp, execution.clock(), execution.dialect);
    await writeRunEnd(session, execution.dialect, results, execution.stamp);
    return [];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [
      diagnose("Q0617", { reason: shortReason(error.message) }, { cause: error.message, sql: error.sql }),
    ];
  }
}
