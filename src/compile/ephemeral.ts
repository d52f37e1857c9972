import type { Graph, ModelNode, Node } from "../graph/types.ts";

/** The name of the CTE in whose form an ephemeral node stands in its readers' statements. */
export function cteName(node: ModelNode, graph: Graph): string {
  const owner = node.package === graph.name ? "" : `${node.package}__`;
  const version = node.version === undefined ? "" : `_v${node.version}`;
  return `__quern__cte__${owner}${node.name}${version}`;
}

/** True for a node that has no relation of its own. */
export function isEphemeral(node: Node | undefined): node is ModelNode {
  return node?.kind === "model" && node.settings.materialized === "ephemeral";
}
