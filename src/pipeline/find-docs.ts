import { describeColumns } from "../bind/inherited-docs.ts";
import type { Bound } from "../bind/types.ts";
import { isRelationNode } from "../graph/node-kinds.ts";
import type { NodeId } from "../graph/types.ts";
import type { RunContext } from "../run/run-context.ts";
import type { Plan } from "../run/types.ts";
import { bindSelected } from "./bind-selected.ts";
import type { Loaded } from "./loaded.ts";
import type { Connection } from "./open-later.ts";

/**
 * The descriptions of columns that a plan writes into the warehouse, those that are inherited included. Nothing is bound for them where no node
 * asks for its docs to be kept there, or where everything is known from checking.
 */
export async function findDocs(
  { plan, bound }: { readonly plan: Plan; readonly bound: Bound | undefined },
  loaded: Loaded,
  connection: Connection,
): Promise<NonNullable<RunContext["columnDocs"]>> {
  const { graph } = loaded;
  const ids = plan.nodes.flatMap(({ id, action }) => {
    const node = graph.nodes[id];
    return action === "run" && node && isRelationNode(node) && node.settings.persist_docs ? [id] : [];
  });
  if (ids.length === 0) return {};
  const known = bound ?? (await bindSelected(loaded, new Set(ids), connection)).value;
  const docs = ids.map((id): [NodeId, Readonly<Record<string, string>>] => {
    const columns = Object.entries(describeColumns(known, graph, id));
    return [id, Object.fromEntries(columns.map(([name, { text }]) => [name, text]))];
  });
  return Object.fromEntries(docs);
}
