import type { Node, RelationNode, TestNode, UnitTestNode } from "./types.ts";

/** True for what becomes a relation: models, seeds and snapshots. */
export function isRelationNode(node: Node): node is RelationNode {
  return node.kind === "model" || node.kind === "seed" || node.kind === "snapshot";
}

/** True for data tests and unit tests. */
export function isTest(node: Node | undefined): node is TestNode | UnitTestNode {
  return node?.kind === "test" || node?.kind === "unit_test";
}
