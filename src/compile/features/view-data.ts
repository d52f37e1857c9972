import type { Aggregate, Clock, FeatureColumn, FeatureView } from "../../features/types.ts";
import type {
  AggregateSpec,
  ClockSpec,
  FeatureCondition,
  FeatureOutput,
  ViewSpec,
} from "../../graph/features/types.ts";
import type { FeatureViewNode } from "../../graph/types.ts";
import type { SqlText } from "../../project/features/definitions.ts";
import type { Dialect } from "../../sql/dialect.ts";
import type { Fragments } from "./fragments.ts";

/** A view as what SQL is made of: texts rendered, its source as it stands after FROM. */
export function viewData(
  { name, view }: FeatureViewNode,
  fragments: Fragments,
  dialect: Dialect,
): FeatureView {
  return {
    name,
    key: view.key,
    source: sourceData(view, fragments),
    columns: view.outputs.map((output) => columnData(output, fragments, dialect)),
  };
}

function sourceData(view: ViewSpec, fragments: Fragments): FeatureView["source"] {
  const where = joinConditions(view.where.map(fragments.render));
  return {
    relation: fragments.relation(view.node),
    ...(where !== undefined && { where }),
    key: view.sourceKey.map(fragments.name),
    clock: clockData(view.clock, fragments),
    zone: view.zone,
    order: view.order.map(fragments.render),
    ...(view.density && { density: view.density }),
  };
}

/** A clock with its SQL rendered. */
export function clockData(clock: ClockSpec, { render }: Fragments): Clock {
  switch (clock.kind) {
    case "events":
      return {
        kind: "events",
        timestamp: render(clock.timestamp),
        ...(clock.knownAt && { knownAt: render(clock.knownAt) }),
      };
    case "versions":
      return {
        kind: "versions",
        validFrom: render(clock.validFrom),
        ...(clock.validTo && { validTo: render(clock.validTo) }),
      };
    case "none":
      return clock;
  }
}

function columnData(output: FeatureOutput, fragments: Fragments, dialect: Dialect): FeatureColumn {
  const { render } = fragments;
  const { name } = output;
  const otherwise = output.default && { default: render(output.default) };
  if (output.kind !== "aggregate")
    return { kind: output.kind, name, value: render(output.value), ...otherwise };
  const where = joinConditions(output.where.map((condition) => conditionData(condition, fragments, dialect)));
  return {
    kind: "aggregate",
    name,
    aggregate: aggregateData(output.aggregate, fragments, dialect),
    window: output.window,
    ...(where !== undefined && { where }),
    ...otherwise,
  };
}

function conditionData({ sql, equals }: FeatureCondition, { render }: Fragments, dialect: Dialect): string {
  return equals === undefined ? render(sql) : `(${render(sql)}) = ${dialect.renderLiteral(equals)}`;
}

/** Conditions as one; undefined for none. */
export function joinConditions(conditions: readonly string[]): string | undefined {
  const [first] = conditions;
  return conditions.length < 2 ? first : conditions.map((condition) => `(${condition})`).join(" and ");
}

/** An aggregate with its SQL rendered. The graph has made sure that it has what its kind needs. */
export function aggregateData(spec: AggregateSpec, { render }: Fragments, dialect: Dialect): Aggregate {
  const part = (text: SqlText | undefined): string => (text ? render(text) : "null");
  const weight = spec.weight && { weight: render(spec.weight) };
  switch (spec.kind) {
    case "count":
    case "days_since_last":
    case "days_since_first":
    case "mean_gap_days":
    case "stddev_gap_days":
      return { kind: spec.kind };
    case "mode":
      return { kind: "mode", value: part(spec.value), ...weight };
    case "quantile":
      return { kind: "quantile", value: part(spec.value), fraction: spec.fraction ?? 0.5 };
    case "ratio":
      return { kind: "ratio", numerator: part(spec.numerator), denominator: part(spec.denominator) };
    case "share":
      return {
        kind: "share",
        category: part(spec.value),
        equals: dialect.renderLiteral(spec.equals ?? null),
        ...weight,
      };
    case "list_last":
      return { kind: "list_last", value: part(spec.value), length: spec.length ?? 1 };
    default:
      return { kind: spec.kind, value: part(spec.value) };
  }
}
