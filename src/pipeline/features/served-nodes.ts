import { servedViews } from "../../compile/features/compile-served.ts";
import { isFeatureNode } from "../../graph/node-kinds.ts";
import type { FeatureNode, Graph } from "../../graph/types.ts";
import type { ServedSource } from "../../serving/types.ts";

/** Feature views, and sets but for histories, which are of one view. In the order of definition. */
export function listedNodes(graph: Graph): readonly FeatureNode[] {
  return Object.values(graph.nodes).filter(
    (node): node is FeatureNode =>
      isFeatureNode(node) &&
      (node.kind === "feature_view" || (!node.set.historyOf && node.set.features.length > 0)),
  );
}

/** Those of them that can be served. */
export function servedNodes(graph: Graph): readonly FeatureNode[] {
  return listedNodes(graph).filter((node) => whyNotServed(node, graph) === undefined);
}

/**
 * Why a set cannot be asked for by its entity's key alone: it takes features of an entity that only a row of its spine names. Undefined where it
 * can.
 */
export function whyNotServed(node: FeatureNode, graph: Graph): string | undefined {
  const by =
    node.kind === "training_set" ? node.set.features.find(({ key }) => key !== undefined) : undefined;
  if (by === undefined) return undefined;
  return `its features of ${graph.nodes[by.view]?.name} are found by ${by.key?.join(", ")}, which a row of its spine names`;
}

/** Names of the features of a view or a set, in order; label, split and encoded columns of a set are none. */
export function featureNames(node: FeatureNode): readonly string[] {
  if (node.kind === "feature_view") return node.view.outputs.map(({ name }) => name);
  const { features, expressions } = node.set;
  return [
    ...features.flatMap(({ columns }) => columns.map(({ as }) => as)),
    ...expressions.map(({ name }) => name),
  ];
}

/** The view that a feature of a view or a set comes from; undefined for what is worked out from several. */
export function viewOf(node: FeatureNode, feature: string, graph: Graph): string | undefined {
  if (node.kind === "feature_view") return node.name;
  const from = node.set.features.find(({ columns }) => columns.some(({ as }) => as === feature));
  return from && graph.nodes[from.view]?.name;
}

/** What is said of a view or a set where it is served. */
export function describeServed(node: FeatureNode, graph: Graph): ServedSource["set"] {
  const columns = new Map(node.columns.map((column) => [column.name.toLowerCase(), column]));
  return {
    name: node.name,
    kind: node.kind === "feature_view" ? "view" : "set",
    ...(node.description !== undefined && { description: node.description }),
    entity: node.entity,
    key: node.kind === "feature_view" ? node.view.key : node.set.key,
    views: servedViews(graph, node).map(({ name }) => name),
    features: featureNames(node).map((name) => {
      const { description, meta } = columns.get(name.toLowerCase()) ?? {};
      const unit = meta?.unit;
      return {
        name,
        ...(description !== undefined && { description }),
        ...(typeof unit === "string" && { unit }),
      };
    }),
  };
}
