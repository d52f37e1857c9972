import type { Node, RelationNode } from "./types.ts";

/** True for what becomes a relation: models, seeds and snapshots. */
export function isRelationNode(node: Node): node is RelationNode {
  return node.kind === "model" || node.kind === "seed" || node.kind === "snapshot";
}
