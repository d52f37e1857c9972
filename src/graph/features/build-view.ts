import { diagnose } from "../../base/diagnostic.ts";
import { renderSpan, type Span } from "../../base/span.ts";
import type { ColumnDefinition } from "../../project/definitions.ts";
import type { FeatureDefinition, FeatureViewDefinition, Word } from "../../project/features/definitions.ts";
import type { Link } from "../resolve-calls.ts";
import type { MergedSettings } from "../settings.ts";
import { clockOf } from "./clocks.ts";
import { describeOutput } from "./describe-columns.ts";
import {
  checkMoment,
  checkZone,
  type FeatureScope,
  findEntity,
  openReading,
  type Report,
} from "./feature-scope.ts";
import { keyColumns } from "./keys.ts";
import type { Entity, FeatureOutput, ViewSpec } from "./types.ts";
import { outputsOf } from "./view-outputs.ts";

/** A view with its names resolved. */
export interface BuiltView {
  readonly entity: Entity;
  readonly view: ViewSpec;
  readonly columns: readonly ColumnDefinition[];
  readonly links: readonly Link[];
  /** The entry of `features:` that made each column. */
  readonly featureOf: (column: string) => FeatureDefinition | undefined;
}

/** Resolves a view; undefined, with the reasons reported, where entity or source are unknown. */
export function buildView(
  definition: FeatureViewDefinition,
  { settings }: MergedSettings,
  features: FeatureScope,
): BuiltView | undefined {
  const { report } = features;
  const { name, reads } = definition;
  const reading = openReading(features, { name, package: definition.package, kind: "feature_view" });
  const entity = findEntity(features, definition.entity);
  const node = reading.node(reads);
  if (!entity || node === undefined) return undefined;
  const spanOf = (setting: string): Span =>
    definition.layers.findLast(({ spans }) => spans[setting])?.spans[setting] ?? definition.span;
  const from = { declared: features.declaredOf(node), name, span: reads.span };
  const { clock, where } = clockOf(definition, from, report);
  const zone = checkZone(settings.timezone ?? "UTC", spanOf("timezone"), report);
  const outputs = keepDistinct(outputsOf(definition, clock, report), name, entity.key, report);
  const asOf: Word = { text: settings.as_of ?? "now", span: spanOf("as_of") };
  if (!["now", "hour", "day"].includes(asOf.text)) checkMoment(asOf, "as_of", zone, report);
  const view: ViewSpec = {
    key: entity.key,
    node,
    sourceKey: keyColumns(entity, definition.key, reads.span, report),
    clock,
    zone,
    order: definition.order,
    ...(definition.density && { density: definition.density }),
    where: [...(definition.where ? [definition.where] : []), ...where],
    outputs,
    asOf,
  };
  for (const text of sqlOf(view)) reading.sql(text);
  const byName = new Map(definition.features.map((feature) => [feature.name, feature]));
  const featureOf = (column: string) =>
    byName.get(outputs.find((output) => output.name === column)?.feature ?? "");
  return {
    entity,
    view,
    links: reading.links,
    featureOf,
    columns: outputs.flatMap((output) => {
      const feature = byName.get(output.feature);
      return feature ? [describeOutput(output, feature)] : [];
    }),
  };
}

/** Every text of SQL in a view. */
export function sqlOf({ clock, order, where, outputs }: ViewSpec) {
  const ofClock =
    clock.kind === "events"
      ? [clock.timestamp, clock.knownAt]
      : clock.kind === "versions"
        ? [clock.validFrom, clock.validTo]
        : [];
  const ofOutputs = outputs.flatMap((output) => {
    if (output.kind !== "aggregate") return [output.value, output.default];
    const { value, weight, numerator, denominator } = output.aggregate;
    return [value, weight, numerator, denominator, ...output.where.map(({ sql }) => sql), output.default];
  });
  return [...ofClock, ...order, ...where, ...ofOutputs].filter((text) => text !== undefined);
}

/** Of two columns of one name the first stays. */
function keepDistinct(
  outputs: readonly FeatureOutput[],
  view: string,
  key: readonly string[],
  report: Report,
): readonly FeatureOutput[] {
  const taken = new Map<string, string>([
    ...key.map((name) => [name.toLowerCase(), "part of the entity's key"] as const),
    ["as_of", "the moment of each row"],
  ]);
  return outputs.filter(({ name, feature, span }) => {
    const other = taken.get(name.toLowerCase());
    if (other === undefined) {
      taken.set(name.toLowerCase(), `made by "${feature}" at ${renderSpan(span)}`);
      return true;
    }
    report(diagnose("Q1206", { name, holder: view, other }, { span }));
    return false;
  });
}
