import type { Session } from "../../adapters/adapter.ts";
import type { Batch, CompiledNode, Situation } from "../../compile/types.ts";
import type { RelationNode } from "../../graph/types.ts";
import { stateKey } from "../state/read-state.ts";
import type { PlannedNode } from "../types.ts";
import { readCurrentValues } from "./current-values.ts";
import type { Execution } from "./execution.ts";
import { readLedger } from "./ledger.ts";

/**
 * Asks the warehouse what a node's steps depend on, on the connection that is going to build it. Which relations there are is known
 * from the start of the run; columns are only asked for where the materialisation compares them.
 */
export async function readSituation(
  session: Session,
  planned: PlannedNode,
  node: CompiledNode,
  graphNode: RelationNode,
  execution: Execution,
): Promise<Situation> {
  const { context } = execution;
  const { settings } = graphNode;
  const kind = node.relation === null ? undefined : context.state.relations[stateKey(node.relation)];
  const comparesColumns = settings.materialized === "incremental" || settings.materialized === "snapshot";
  const columns =
    kind !== undefined && node.relation !== null && comparesColumns && !planned.fullRefresh
      ? await session.columns(node.relation)
      : [];
  const docs = docsOf(graphNode, context.columnDocs?.[graphNode.id]);
  const batches =
    settings.strategy === "microbatch" && settings.materialized === "incremental"
      ? await batchesOf(session, planned, graphNode, kind === "table", execution)
      : undefined;
  const currentValues = await readCurrentValues(session, planned, node, execution);
  const situation = {
    existing: kind === undefined ? null : { kind, columns },
    fullRefresh: planned.fullRefresh,
    now: context.now,
    scratch: scratchName(planned.id),
    ...(docs && { docs }),
    ...(batches && { batches }),
    ...(currentValues && { currentValues }),
  };
  if (!context.compiler.needsColumns(node, settings, situation)) return situation;
  const select =
    kind === undefined || planned.fullRefresh ? node.select : (node.incrementalSelect ?? node.select);
  return { ...situation, selectColumns: await session.describe(select) };
}

async function batchesOf(
  session: Session,
  planned: PlannedNode,
  node: RelationNode,
  exists: boolean,
  execution: Execution,
): Promise<readonly Batch[]> {
  const { context } = execution;
  const fullRefresh = planned.fullRefresh || !exists;
  const ledger = fullRefresh ? [] : await readLedger(session, planned.id, execution.dialect);
  return context.compiler.batchesToFill(node.settings, ledger, context.now, {
    fullRefresh,
    ...(context.batchRange && { range: context.batchRange }),
  });
}

function docsOf(node: RelationNode, known?: Readonly<Record<string, string>>): Situation["docs"] {
  if (!node.settings.persist_docs) return undefined;
  const columns = node.columns.filter((column) => column.description !== undefined);
  return {
    ...(node.description !== undefined && { relation: node.description }),
    columns: known ?? Object.fromEntries(columns.map((column) => [column.name, column.description ?? ""])),
  };
}

/** Identifiers of nodes are unique; a scratch name is one without dots. */
function scratchName(id: string): string {
  return `quern_scratch_${id.replace(/\W/g, "_")}`;
}
