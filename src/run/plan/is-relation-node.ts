import type { Node, RelationNode } from "../../graph/types.ts";

/** True for models, seeds and snapshots that have a relation; ephemeral models have none. */
export function isRelationNode(node: Node | undefined): node is RelationNode {
  return (
    (node?.kind === "model" || node?.kind === "seed" || node?.kind === "snapshot") &&
    node.settings.materialized !== "ephemeral"
  );
}
