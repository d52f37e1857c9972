import type { Compiled, CompiledNode } from "../../compile/types.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Plan } from "../types.ts";
import { renderInserts, renderRow } from "./render-rows.ts";
import { renderStateTable } from "./tables.ts";

/*
 * A row of the state costs about as much as publishing a small view. Nodes that are made whole each time therefore share their rows: before
 * the first of them is built all are noted as underway, and a note goes when the row is written. A run that is killed leaves its notes, and
 * what they name is built again: it may be newer than its row says. What adds to what is there (incremental, snapshot) must never be built
 * twice for the same data, so its row is written in its own transaction.
 */

/** Whether a node may be built again when nobody knows whether it was. */
export function isRepeatable({ materialized }: Pick<CompiledNode, "materialized">): boolean {
  return materialized !== "incremental" && materialized !== "snapshot";
}

/** The statements that note what a plan is about to build. */
export function renderUnderway(plan: Plan, compiled: Compiled, dialect: Dialect): readonly string[] {
  const rows = plan.nodes.flatMap(({ id, action }) => {
    const node = compiled.nodes[id];
    if (action !== "run" || !node || !isRepeatable(node)) return [];
    return [renderRow(dialect, [id, plan.runId, node.relation?.schema ?? null, node.relation?.name ?? null])];
  });
  return renderInserts("underway", rows, dialect);
}

/** Forgets the notes of a run that has come to its end. Those of runs that were killed stay until their nodes are built. */
export function renderNothingUnderway(runId: string, dialect: Dialect): string {
  return `DELETE FROM ${renderStateTable(dialect, "underway")} WHERE run_id = ${dialect.renderString(runId)}`;
}
