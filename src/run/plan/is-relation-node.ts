import { isRelationNode as isRelation } from "../../graph/node-kinds.ts";
import type { Node, RelationNode } from "../../graph/types.ts";

/** True for nodes that have a relation of their own; ephemeral models have none. */
export function isRelationNode(node: Node | undefined): node is RelationNode {
  return node !== undefined && isRelation(node) && node.settings.materialized !== "ephemeral";
}
