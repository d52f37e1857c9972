import { diagnose } from "../../base/diagnostic.ts";
import type { LabelDefinition } from "../../project/features/definitions.ts";
import { aggregateOf, checkAggregate } from "./aggregates.ts";
import { checkMoment, type FeatureScope, type Reading } from "./feature-scope.ts";
import { keyColumns } from "./keys.ts";
import { parseLength } from "./lengths.ts";
import type { Entity, LabelSpec } from "./types.ts";
import { refuse } from "./view-outputs.ts";

/** Parts of a feature for which `exists` and `not_exists` have no use. */
const ofValues = [
  "agg",
  "column",
  "weight",
  "numerator",
  "denominator",
  "quantile",
  "k",
  "approximate",
  "default",
];

/** Resolves a label; undefined, with the reasons reported, where it cannot be computed. */
export function resolveLabel(
  label: LabelDefinition,
  entity: Entity,
  zone: string,
  reading: Reading,
  { report }: FeatureScope,
): LabelSpec | undefined {
  const { name, kind, value: feature, timestamp, where, order } = label;
  const isAggregate = kind === "aggregate";
  if (!isAggregate) refuse(feature, ofValues, kind, report);
  if (isAggregate && !feature.agg)
    report(
      diagnose("Q1202", { feature: name, agg: "label with `from`", missing: ["agg"] }, { span: label.span }),
    );
  const node = reading.node(label.reads);
  const within = parseLength(label.within.text);
  if (!within) report(diagnose("Q1204", { text: label.within.text }, { span: label.within.span }));
  const shape = isAggregate ? checkAggregate(feature, report) : undefined;
  const key = keyColumns(entity, label.key, label.reads.span, report);
  const until = label.observedUntil && checkMoment(label.observedUntil, "observed_until", zone, report);
  if (node === undefined || !within || (isAggregate && !shape)) return undefined;
  const value = isAggregate && shape ? aggregateOf(shape, feature, undefined) : undefined;
  const otherwise = feature.default;
  const texts = [
    timestamp,
    where,
    ...order,
    otherwise,
    value?.value,
    value?.weight,
    value?.numerator,
    value?.denominator,
  ];
  for (const text of texts) reading.sql(text);
  return {
    name,
    node,
    key,
    timestamp,
    ...(where && { where }),
    within: within.duration,
    value: value
      ? { kind: "aggregate", aggregate: value }
      : { kind: kind === "not_exists" ? "not_exists" : "exists" },
    ...(otherwise && { default: otherwise }),
    order,
    ...(until !== undefined && { observedUntil: until }),
  };
}
