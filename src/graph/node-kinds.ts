import type { FeatureNode, Node, NodeId, RelationNode, TestNode, UnitTestNode } from "./types.ts";

/** True for what becomes a relation: models, seeds, snapshots, feature views and training sets. */
export function isRelationNode(node: Node): node is RelationNode {
  return relationKinds.has(node.kind);
}

const relationKinds: ReadonlySet<Node["kind"]> = new Set<RelationNode["kind"]>([
  "model",
  "seed",
  "snapshot",
  "feature_view",
  "training_set",
]);

/** True for feature views and training sets. */
export function isFeatureNode(node: Node | undefined): node is FeatureNode {
  return node?.kind === "feature_view" || node?.kind === "training_set";
}

/** The parents of a node whose rows it reads: all of them, but for views of which a training set takes the definition alone. */
export function readsOf(node: Node | undefined): readonly NodeId[] {
  if (node?.kind === "training_set") return node.reads;
  return node?.dependsOn ?? [];
}

/** True for data tests and unit tests. */
export function isTest(node: Node | undefined): node is TestNode | UnitTestNode {
  return node?.kind === "test" || node?.kind === "unit_test";
}
