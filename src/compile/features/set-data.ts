import type { Encoding, Label, SpineSource, TrainingSet } from "../../features/training-types.ts";
import type { EncodingSpec, EntityJoin, LabelSpec, SetSpec, SpineSpec } from "../../graph/features/types.ts";
import type { FeatureViewNode, Graph, NodeId, TrainingSetNode } from "../../graph/types.ts";
import type { Json } from "../../project/definitions.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Fragments } from "./fragments.ts";
import { historyPopulation } from "./history-population.ts";
import { aggregateData, clockData, joinConditions, viewData } from "./view-data.ts";

/** A set as what SQL is made of: texts rendered, views with all that they are. */
export function setData(
  { name, set }: TrainingSetNode,
  graph: Graph,
  fragments: Fragments,
  dialect: Dialect,
): TrainingSet {
  const viewOf = (id: NodeId): FeatureViewNode => {
    const view = graph.nodes[id];
    if (view?.kind !== "feature_view") throw new Error(`${id} is no feature view`);
    return view;
  };
  return {
    name,
    key: set.key,
    zone: set.zone,
    spine: spineData(set, viewOf, fragments, dialect),
    features: set.features.map(({ view, columns, key, joins }) => ({
      view: viewData(viewOf(view), fragments, dialect),
      columns,
      ...(key && { key }),
      links: joins.map((join) => linkData(join, fragments)),
    })),
    expressions: set.expressions.map(({ name: own, value }) => ({
      name: own,
      value: fragments.render(value),
    })),
    ...(set.label && { label: labelData(set.label, fragments, dialect) }),
    ...(set.sample && { sample: set.sample }),
    ...(set.balance && { balance: set.balance }),
    ...(set.split && { split: splitData(set.split, dialect) }),
    encodings: set.encodings.map((encoding) => encodingData(encoding)),
  };
}

const literal = (iso: string, dialect: Dialect): string => dialect.renderTimestamp(new Date(iso));

function spineData(
  { spine, historyOf }: SetSpec,
  viewOf: (id: NodeId) => FeatureViewNode,
  fragments: Fragments,
  dialect: Dialect,
): SpineSource {
  const { render, name, relation } = fragments;
  if (spine.kind === "rows") {
    const { where, from, to } = spine;
    return {
      kind: "rows",
      relation: relation(spine.node),
      key: spine.key.map(name),
      asOf: render(spine.asOf),
      ...(where && { where: render(where) }),
      ...(from !== undefined && { from: literal(from, dialect) }),
      ...(to !== undefined && { to: literal(to, dialect) }),
      keep: spine.keep.map(name),
    };
  }
  return {
    kind: "every",
    step: spine.step,
    from: literal(spine.from, dialect),
    to: literal(spine.to, dialect),
    population: populationData(spine, historyOf && viewOf(historyOf), fragments, dialect),
  };
}

function populationData(
  { population }: Extract<SpineSpec, { kind: "every" }>,
  view: FeatureViewNode | undefined,
  fragments: Fragments,
  dialect: Dialect,
): Extract<SpineSource, { kind: "every" }>["population"] {
  const { render, name, relation } = fragments;
  if (!population) {
    if (!view) throw new Error("a spine has neither a population nor a view");
    return historyPopulation(viewData(view, fragments, dialect), dialect);
  }
  const { where, aliveSince, aliveUntil } = population;
  return {
    relation: relation(population.node),
    key: population.key.map(name),
    ...(where && { where: render(where) }),
    ...(aliveSince && { aliveSince: render(aliveSince) }),
    ...(aliveUntil && { aliveUntil: render(aliveUntil) }),
  };
}

function linkData(join: EntityJoin, fragments: Fragments): TrainingSet["features"][number]["links"][number] {
  const relation = fragments.relation(join.node);
  const where = joinConditions(join.where.map(fragments.render));
  return {
    relation: where === undefined ? relation : `(select * from ${relation} where ${where})`,
    from: join.key.map(fragments.name),
    to: join.foreignKey.map(fragments.name),
    clock: clockData(join.clock, fragments),
    zone: join.zone,
  };
}

function labelData(label: LabelSpec, fragments: Fragments, dialect: Dialect): Label {
  const { render, name, relation } = fragments;
  const { value, where, observedUntil } = label;
  return {
    name: label.name,
    relation: relation(label.node),
    key: label.key.map(name),
    timestamp: render(label.timestamp),
    ...(where && { where: render(where) }),
    within: label.within,
    value:
      value.kind === "aggregate" ? aggregateData(value.aggregate, fragments, dialect) : { kind: value.kind },
    ...(label.default && { default: render(label.default) }),
    order: label.order.map(render),
    ...(observedUntil !== undefined && { observedUntil: literal(observedUntil, dialect) }),
  };
}

function splitData(split: NonNullable<SetSpec["split"]>, dialect: Dialect): TrainingSet["split"] {
  if (split.kind === "hash") return split;
  return {
    kind: "time",
    parts: split.parts.map(({ name, until }) => ({
      name,
      ...(until !== undefined && { until: literal(until, dialect) }),
    })),
    ...(split.purge && { purge: split.purge }),
  };
}

/** What the parameters of an encoding are where they are not said. */
const defaults = { limit: 20, smoothing: 10, folds: 5 };

function encodingData({ column, as, method, parameters }: EncodingSpec): Encoding {
  return { column, as, method: methodData(method, parameters) };
}

function methodData(method: string, parameters: EncodingSpec["parameters"]): Encoding["method"] {
  const number = (key: string, otherwise: number): number => {
    const value = parameters[key];
    return typeof value === "number" ? value : otherwise;
  };
  switch (method) {
    case "one_hot":
      return Array.isArray(parameters.values)
        ? { kind: "one_hot", values: parameters.values.map(String) }
        : { kind: "one_hot", limit: number("limit", defaults.limit) };
    case "target":
      return {
        kind: "target",
        smoothing: number("smoothing", defaults.smoothing),
        folds: number("folds", defaults.folds),
        seed: typeof parameters.seed === "object" ? "" : String(parameters.seed ?? ""),
      };
    case "clip":
      return { kind: "clip", lower: number("lower", 0), upper: number("upper", 1) };
    case "bins":
      return { kind: "bins", count: number("count", 10) };
    case "impute":
      return { kind: "impute", with: fillingOf(parameters.with ?? null) };
    case "frequency":
    case "standard":
    case "min_max":
    case "robust":
    case "log":
      return { kind: method };
    default:
      throw new Error(`there is no encoding ${method}`);
  }
}

/** The words have their meaning; anything else is a constant, which takes the type of its column. */
function fillingOf(value: Json): Extract<Encoding["method"], { kind: "impute" }>["with"] {
  if (value === "mean" || value === "median" || value === "mode") return value;
  return { constant: String(value) };
}
