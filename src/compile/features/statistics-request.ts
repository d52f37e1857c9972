import type { DriftReference, DriftRule, StatisticsRequest } from "../../features/statistics/request.ts";
import type { DriftSpec } from "../../graph/features/types.ts";
import { isRelationNode } from "../../graph/node-kinds.ts";
import type { FeatureNode, Graph, Node } from "../../graph/types.ts";
import type { CompileOptions } from "../options.ts";
import { relationOf } from "../relation-of.ts";

type Target = Pick<CompileOptions, "target">;

/** Builds of which statistics are kept where nothing says how many. */
const defaultKept = 100;

/** The statistics that are kept of a view or set: of all its columns but the keys, the moment, what the spine hands on, the part and the weight. */
export function statisticsRequest(node: FeatureNode, graph: Graph, options: Target): StatisticsRequest {
  return {
    leaveOut: [...(node.kind === "feature_view" ? node.view.key : partsOf(node)), "as_of"],
    asOf: "as_of",
    ...(node.kind === "training_set" && node.set.label && { label: node.set.label.name }),
    personal: node.columns.flatMap(({ name, pii }) => (pii === undefined ? [] : [name])),
    keep: node.settings.keep_statistics ?? defaultKept,
    drift: (node.drift ?? []).map((spec) => driftRule(spec, node, graph, options)),
  };
}

function partsOf({ set }: Extract<FeatureNode, { kind: "training_set" }>): readonly string[] {
  const kept = set.spine.kind === "rows" ? set.spine.keep.map(({ text }) => text) : [];
  return [
    ...set.key,
    ...kept,
    ...(set.split ? ["split"] : []),
    ...(set.balance?.kind === "weights" ? ["weight"] : []),
  ];
}

function driftRule(
  { reference, ...rule }: DriftSpec,
  node: FeatureNode,
  graph: Graph,
  options: Target,
): DriftRule {
  return { ...rule, reference: referenceOf(reference, node, graph, options) };
}

/**
 * What a node is compared with, where it stands in the warehouse. A view has one moment a build: what was before is an earlier build. A set has the
 * rows of many moments in itself.
 */
export function referenceOf(
  reference: DriftSpec["reference"],
  node: FeatureNode,
  graph: Graph,
  options: Target,
): DriftReference {
  if (reference.kind === "previous") return reference;
  if (reference.kind === "before")
    return { kind: node.kind === "feature_view" ? "earlier" : "window", duration: reference.duration };
  const other = graph.nodes[reference.node];
  if (other === undefined || !isRelationNode(other))
    throw new Error(`${reference.node} is compared with, and is no relation`);
  return {
    kind: "relation",
    name: other.name,
    relation: relationOf(other, options),
    columns: columnNames(node, other),
  };
}

/** What the columns of a node are called in another one: a set may carry the name of a view before that of its column. */
function columnNames(node: FeatureNode, other: Node): Readonly<Record<string, string>> {
  const names: Record<string, string> = {};
  const taken = (set: Node, view: Node) =>
    set.kind === "training_set" && view.kind === "feature_view"
      ? set.set.features.flatMap((group) => (group.view === view.id ? group.columns : []))
      : [];
  for (const { column, as } of taken(other, node)) if (column !== as) names[column] = as;
  for (const { column, as } of taken(node, other)) if (column !== as) names[as] = column;
  return names;
}
