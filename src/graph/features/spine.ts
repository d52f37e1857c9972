import { diagnose } from "../../base/diagnostic.ts";
import type { SpineDefinition, Word } from "../../project/features/definitions.ts";
import { checkMoment, type FeatureScope, type Reading } from "./feature-scope.ts";
import { keyColumns } from "./keys.ts";
import { parseLength } from "./lengths.ts";
import type { Entity, SpineSpec } from "./types.ts";

/** Resolves a spine; undefined, with the reasons reported, where its moments or nodes are not known. */
export function resolveSpine(
  spine: SpineDefinition,
  entity: Entity,
  zone: string,
  reading: Reading,
  { report }: FeatureScope,
): SpineSpec | undefined {
  const bounds = boundsOf(spine, zone, report);
  if (spine.kind === "rows") {
    const node = reading.node(spine.reads);
    for (const text of [spine.asOf, spine.where]) reading.sql(text);
    const key = keyColumns(entity, spine.key, spine.reads.span, report);
    if (node === undefined || !bounds) return undefined;
    const { asOf, where, keep } = spine;
    return { kind: "rows", node, key, asOf, ...(where && { where }), ...bounds, keep };
  }
  const step = parseLength(spine.every.text);
  if (!step) report(diagnose("Q1204", { text: spine.every.text }, { span: spine.every.span }));
  const population = populationOf(spine.population, entity, reading, report);
  const { from, to } = bounds ?? {};
  if (!step || from === undefined || to === undefined || population === null) return undefined;
  return { kind: "every", step: step.duration, from, to, ...(population && { population }) };
}

/** Null where the node is not known; undefined where none is named. */
function populationOf(
  population: Extract<SpineDefinition, { kind: "every" }>["population"],
  entity: Entity,
  reading: Reading,
  report: FeatureScope["report"],
) {
  if (!population) return undefined;
  const node = reading.node(population.reads);
  const { where, aliveSince, aliveUntil } = population;
  for (const text of [where, aliveSince, aliveUntil]) reading.sql(text);
  const key = keyColumns(entity, population.key, population.reads.span, report);
  if (node === undefined) return null;
  return {
    node,
    key,
    ...(where && { where }),
    ...(aliveSince && { aliveSince }),
    ...(aliveUntil && { aliveUntil }),
  };
}

/** Undefined where one of the moments is none. */
function boundsOf(
  { from, to }: { readonly from?: Word; readonly to?: Word },
  zone: string,
  report: FeatureScope["report"],
): { readonly from?: string; readonly to?: string } | undefined {
  const start = from && checkMoment(from, "from", zone, report);
  const end = to && checkMoment(to, "to", zone, report);
  if ((from && start === undefined) || (to && end === undefined)) return undefined;
  if (from && to && start !== undefined && end !== undefined && start > end)
    report(diagnose("Q1224", { from: from.text, to: to.text }, { span: to.span }));
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) };
}
