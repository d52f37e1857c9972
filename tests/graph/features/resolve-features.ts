import { resolveGraph } from "../../../src/graph/resolve-graph.ts";
import type { FeatureViewNode, Graph, NodeId, TrainingSetNode } from "../../../src/graph/types.ts";
import { type ProjectFiles, readFiles, renderProblem } from "../../project/support/make-project.ts";

/** Models that features are made of, and the entity customer. */
export const base: ProjectFiles = {
  "models/fct_orders.sql": "select 1 as customer_id, 1 as amount, now() as ordered_at, now() as loaded_at\n",
  "models/fct_events.sql": "select 1 as customer_id, 'x' as session_id, now() as happened_at\n",
  "models/dim_customers.sql": "select 1 as customer_id, 'KR' as country, now() as signup_at\n",
  "models/members.sql": "select 1 as member_id, 2 as household_id, now() as joined_at\n",
  "models/snap.sql":
    '{{config materialized="snapshot" strategy="check" unique_key="customer_id"}}\nselect * from {{ref "dim_customers"}}\n',
  "features/entities.yml": "entities:\n  - {name: customer, key: customer_id}\n",
};

/** The graph of a project with these files, and what is wrong with it, each as a line. */
export async function resolve(
  files: ProjectFiles,
): Promise<{ readonly graph: Graph; readonly problems: readonly string[] }> {
  const read = await readFiles({ ...base, ...files });
  if (!read.value) throw new Error(read.diagnostics.map((problem) => renderProblem(problem)).join("\n"));
  const { value, diagnostics } = resolveGraph(read.value);
  return { graph: value, problems: [...read.diagnostics, ...diagnostics].map((one) => renderProblem(one)) };
}

/** The graph of a project in which nothing is wrong. */
export async function resolveSound(files: ProjectFiles): Promise<Graph> {
  const { graph, problems } = await resolve(files);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return graph;
}

export function viewOf(graph: Graph, name: string): FeatureViewNode {
  const node = graph.nodes[`feature_view.${name}` as NodeId];
  if (node?.kind !== "feature_view") throw new Error(`there is no view ${name}`);
  return node;
}

export function setOf(graph: Graph, name: string): TrainingSetNode {
  const node = graph.nodes[`training_set.${name}` as NodeId];
  if (node?.kind !== "training_set") throw new Error(`there is no set ${name}`);
  return node;
}

/** Without places. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === "span" ? undefined : inner)));
}
