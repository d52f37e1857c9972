import { diagnose } from "../../base/diagnostic.ts";
import type { Span } from "../../base/span.ts";
import { findSuggestion } from "../../base/suggest.ts";
import type { Balance } from "../../features/training-types.ts";
import type { ColumnDefinition, TestDefinition } from "../../project/definitions.ts";
import type { FeatureSetDefinition } from "../../project/features/definitions.ts";
import type { Link } from "../resolve-calls.ts";
import type { MergedSettings } from "../settings.ts";
import type { NodeId } from "../types.ts";
import { columnOf } from "./describe-columns.ts";
import { resolveEncodings } from "./encodings.ts";
import type { JoinLinks } from "./entities.ts";
import { checkZone, type FeatureScope, findEntity, openReading } from "./feature-scope.ts";
import { resolveLabel } from "./label.ts";
import { groupByView, type TakenColumn, takeColumns, type ViewFinder } from "./set-columns.ts";
import { keepNamesApart, type NamedColumn } from "./set-names.ts";
import { resolveSpine } from "./spine.ts";
import { parseShare, resolveSplit } from "./split.ts";
import type { Entity, SetSpec } from "./types.ts";

/** A set with its names resolved. */
export interface BuiltSet {
  readonly entity: Entity;
  readonly set: SetSpec;
  readonly columns: readonly ColumnDefinition[];
  /** What it names: spine, label, joins, views. */
  readonly links: readonly Link[];
  /** Nodes of which it reads rows: all that it names, but for the views, in whose place stands what they read. */
  readonly reads: readonly NodeId[];
  readonly testsOf: (column: string) => readonly TestDefinition[];
}

/** Resolves a set; undefined, with the reasons reported, where its entity or spine are not known. */
export function buildSet(
  definition: FeatureSetDefinition,
  { settings }: MergedSettings,
  features: FeatureScope & { readonly joinLinks: JoinLinks },
  views: ViewFinder,
): BuiltSet | undefined {
  const { report } = features;
  const { name } = definition;
  const entity = findEntity(features, definition.entity);
  if (!entity) return undefined;
  const layer = definition.layers.findLast(({ spans }) => spans.timezone);
  const zone = checkZone(settings.timezone ?? "UTC", layer?.spans.timezone ?? definition.span, report);
  const reading = openReading(features, { name, package: definition.package, kind: "training_set" });
  const spine = resolveSpine(definition.spine, entity, zone, reading, features);
  const taken = takeColumns(definition, entity, features, views);
  const label = definition.label && resolveLabel(definition.label, entity, zone, reading, features);
  const expressions = definition.features.flatMap((one) => (one.kind === "expression" ? [one] : []));
  for (const { expr } of expressions) reading.sql(expr);
  const columns = keepNamesApart(columnsOf(definition, entity, taken), name, report).map(
    ({ column }) => column,
  );
  const named = columns.map((column) => column.name);
  const split = definition.split && resolveSplit(definition.split, definition, zone, spine?.from, report);
  if (split?.kind === "hash" && typeof split.of === "object")
    checkColumn(split.of.column, definition.split?.by.span, { name, columns: named }, report);
  const encodings = resolveEncodings(
    definition.encode,
    { name, columns: named, hasLabel: label !== undefined },
    report,
  );
  const groups = groupByView(taken, definition, entity, features);
  for (const { joins } of groups) for (const join of joins) reading.add(features.joinLinks.get(join) ?? []);
  const used = [...new Map(taken.map(({ view }) => [view.id, view])).values()];
  const historyOf = views.find(definition.historyOf ?? "")?.id;
  if (!spine) return undefined;
  const set: SetSpec = {
    key: entity.key,
    zone,
    spine,
    features: groups,
    expressions: expressions.map(({ name: own, expr }) => ({ name: own, value: expr })),
    ...(label && { label }),
    ...sampleOf(definition, report),
    ...balanceOf(definition, report),
    ...(split && { split }),
    encodings,
    ...(historyOf && { historyOf }),
  };
  const ofViews = used.flatMap(({ built }) => built.links.map(({ target }) => target));
  const reads = [...new Set([...reading.links.map(({ target }) => target), ...ofViews])];
  return {
    entity,
    set,
    columns,
    links: [...reading.links, ...viewLinks(taken, reading.links)],
    reads,
    testsOf: (column) =>
      expressions.find((one) => one.name === column)?.tests ??
      taken.find(({ as }) => as === column)?.tests ??
      [],
  };
}

/** The views among what a set names, each once; a view whose table it reads as well is there already. */
function viewLinks(taken: readonly TakenColumn[], others: readonly Link[]): readonly Link[] {
  const links = new Map<NodeId, Link>();
  for (const { view, from } of taken)
    if (!links.has(view.id) && !others.some(({ target }) => target === view.id))
      links.set(view.id, { target: view.id, serial: view.serial, span: from.span });
  return [...links.values()];
}

/** All columns of a set in their order, those of encodings that the data decide left out. */
function columnsOf(
  definition: FeatureSetDefinition,
  { name: entity, key }: Entity,
  taken: readonly TakenColumn[],
): readonly NamedColumn[] {
  const { span, spine, label, split, balance } = definition;
  const own = (name: string, what: string, description: string, at: Span = span): NamedColumn => ({
    column: columnOf(name, at, { description }),
    what,
  });
  return [
    ...key.map((name) => own(name, "part of the entity's key", `Key of the ${entity}.`)),
    own("as_of", "the moment of each row", "Moment at which the features are known (UTC)."),
    ...(spine.kind === "rows"
      ? spine.keep.map(({ text, span: at }) => ({ column: columnOf(text, at), what: "kept from the spine" }))
      : []),
    ...taken.map(({ column, as, view, from }) => ({
      column: { ...column, name: as, span: from.span },
      what: `taken from ${view.name}`,
    })),
    ...definition.features.flatMap((one) =>
      one.kind === "expression" ? [{ column: columnOf(one.name, one.span, one), what: "an expression" }] : [],
    ),
    ...(label ? [{ column: columnOf(label.name, label.span, label), what: "the label" }] : []),
    ...(split ? [own("split", "the split", "Part that the row belongs to.", split.span)] : []),
    ...(balance?.kind === "weights"
      ? [own("weight", "the weight that balances", "Weight by which the classes count alike.")]
      : []),
    ...definition.encode.flatMap(({ column, method, as }): readonly NamedColumn[] => {
      if (method.text === "one_hot") return [];
      const name = as ?? `${column.text}_${method.text}`;
      return [own(name, "an encoding", `${column.text}, by ${method.text}.`, column.span)];
    }),
  ];
}

function checkColumn(
  column: string,
  span: Span | undefined,
  set: { readonly name: string; readonly columns: readonly string[] },
  report: FeatureScope["report"],
): void {
  if (set.columns.includes(column)) return;
  const suggestion = findSuggestion(column, ["entity", "row", "time", ...set.columns]);
  const known = { column, set: set.name, known: set.columns };
  report(diagnose("Q1218", { ...known, ...(suggestion && { suggestion }) }, { span }));
}

function sampleOf(
  { sample, name }: FeatureSetDefinition,
  report: FeatureScope["report"],
): Pick<SetSpec, "sample"> {
  if (!sample) return {};
  const share = parseShare(sample.share.text);
  if (share !== undefined) return { sample: { share, seed: sample.seed ?? name } };
  report(diagnose("Q1226", { text: sample.share.text }, { span: sample.share.span }));
  return {};
}

function balanceOf(
  { balance, label, name, span }: FeatureSetDefinition,
  report: FeatureScope["report"],
): { readonly balance?: Balance } {
  if (!balance) return {};
  if (!label) report(diagnose("Q1228", { set: name }, { span }));
  if (balance.kind === "weights") return { balance };
  return { balance: { kind: "under_sample", ratio: balance.ratio, seed: balance.seed ?? name } };
}
