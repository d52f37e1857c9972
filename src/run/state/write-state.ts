import type { Session } from "../../adapters/adapter.ts";
import { hasErrors } from "../../base/diagnostic.ts";
import { maskSecrets } from "../../base/secrets.ts";
import type { Compiled } from "../../compile/types.ts";
import type { NodeId } from "../../graph/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Relation } from "../../sql/relation.ts";
import { renderReasons } from "../render-reason.ts";
import type { FingerprintParts, NodeResult, Plan, Results } from "../types.ts";
import { renderInserts, renderRow, renderValue } from "./render-rows.ts";
import { renderStateTable } from "./tables.ts";
import { renderNothingUnderway, renderUnderway } from "./underway.ts";

/** A row of `node_state`, before it is one. */
export interface PublishedNode {
  readonly id: NodeId;
  readonly relation: Relation | null;
  readonly fingerprint: string;
  readonly version: string;
  readonly parts: FingerprintParts;
  readonly tests: readonly string[];
  readonly rows?: number | undefined;
}

/** What all rows of a run share. */
export interface RunStamp {
  readonly runId: string;
  readonly generation: number;
}

/** The INSERT that says what is published for the nodes; run it in the transaction that publishes them. */
export function renderPublish(
  nodes: readonly PublishedNode[],
  stamp: RunStamp,
  moment: Date,
  dialect: Dialect,
): string {
  const rows = nodes.map((node) =>
    renderRow(dialect, [
      node.id,
      stamp.generation,
      stamp.runId,
      moment,
      node.relation?.schema ?? null,
      node.relation?.name ?? null,
      node.fingerprint,
      node.version,
      JSON.stringify(node.parts),
      JSON.stringify(node.tests),
      node.rows ?? null,
    ]),
  );
  return `INSERT INTO ${renderStateTable(dialect, "node_state")} VALUES ${rows.join(", ")}`;
}

/** Opens the run's row, closes those of runs that were killed, and notes what is about to be built. */
export async function writeRunStart(
  session: Session,
  dialect: Dialect,
  plan: Plan,
  compiled: Compiled,
  stamp: RunStamp,
  target: string,
  startedAt: Date,
): Promise<void> {
  const runs = renderStateTable(dialect, "runs");
  const reused = plan.nodes.filter((node) => node.action === "reuse").length;
  await session.run(
    [
      `UPDATE ${runs} SET status = 'killed' WHERE status = 'running'`,
      `INSERT INTO ${runs} VALUES ${renderRow(dialect, [plan.runId, stamp.generation, plan.command, target, "running", startedAt, null, null, plan.nodes.length, reused, null, null])}`,
      ...renderUnderway(plan, compiled, dialect),
    ].join(";\n"),
  );
}

/**
 * Writes the history of a run, closes its row, and drops the rows of `node_state` that newer ones supersede. A node's row under a
 * former relation name stays until `gc` drops that relation.
 */
export async function writeRunEnd(
  session: Session,
  dialect: Dialect,
  results: Results,
  stamp: RunStamp,
): Promise<void> {
  const statements = [
    ...renderNodeResults(results, dialect),
    ...renderTestResults(results, dialect),
    renderNothingUnderway(results.runId, dialect),
    renderRunEnd(results, dialect),
    renderCompaction(stamp, dialect),
  ];
  await session.begin();
  try {
    for (const statement of statements) await session.run(statement);
    await session.commit();
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

function renderNodeResults(results: Results, dialect: Dialect): string[] {
  const rows = results.nodes
    .filter((node) => node.status !== "reused")
    .map((node) =>
      renderRow(dialect, [
        results.runId,
        node.id,
        node.status,
        renderReasons(node.reasons),
        node.startedAt === undefined ? null : new Date(node.startedAt),
        node.elapsed,
        node.rows ?? null,
        node.because ?? null,
        renderMessage(node),
      ]),
    );
  return renderInserts("node_results", rows, dialect);
}

function renderTestResults(results: Results, dialect: Dialect): string[] {
  const rows = results.nodes.flatMap((node) =>
    node.tests.map((test) =>
      renderRow(dialect, [
        results.runId,
        test.id,
        node.id,
        test.status,
        test.failures,
        test.elapsed,
        test.seeFailures ?? null,
        renderMessage(test),
      ]),
    ),
  );
  return renderInserts("test_results", rows, dialect);
}

function renderMessage({ diagnostics }: Pick<NodeResult, "diagnostics">): string | null {
  return diagnostics.length === 0
    ? null
    : maskSecrets(diagnostics.map((d) => `${d.code} ${d.message}`).join("\n"));
}

function renderRunEnd(results: Results, dialect: Dialect): string {
  const count = (...statuses: string[]) =>
    results.nodes.filter((node) => statuses.includes(node.status)).length;
  const failed = count("error", "fail");
  const isBad = failed > 0 || hasErrors(results.diagnostics ?? []);
  const status = results.interrupted ? "interrupted" : isBad ? "failed" : "success";
  return `UPDATE ${renderStateTable(dialect, "runs")} SET status = '${status}', finished_at = ${renderValue(dialect, new Date(results.finishedAt))}, elapsed = ${results.elapsed}, failed = ${failed}, skipped = ${count("skipped")} WHERE run_id = ${dialect.renderString(results.runId)}`;
}

function renderCompaction(stamp: RunStamp, dialect: Dialect): string {
  const table = renderStateTable(dialect, "node_state");
  return `DELETE FROM ${table} AS old USING ${table} AS new WHERE new.generation = ${stamp.generation} AND old.generation < new.generation AND old.node = new.node AND coalesce(old.relation_name, '') = coalesce(new.relation_name, '') AND coalesce(old.schema_name, '') = coalesce(new.schema_name, '')`;
}
