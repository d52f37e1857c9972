import { readColumns } from "../columns.ts";
import { readTests } from "../data-tests.ts";
import { type PatchReader, readLayer } from "../patches.ts";
import { isEmptyLayer } from "../settings.ts";
import { childOf, itemsOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { FeatureSetDefinition, FeatureViewDefinition, Word } from "./definitions.ts";
import { readDrift } from "./read-drift.ts";
import { readFeature } from "./read-feature.ts";
import { inputAt, keyAt, optional, readClock, sqlAt, sqlsAt, wordAt } from "./read-parts.ts";

/** Reads one entry of `features:`: the view, and its history where it keeps one. Nothing where name, entity or source are missing. */
export function readFeatureView(
  reader: PatchReader,
  node: YamlNode,
): readonly (FeatureViewDefinition | FeatureSetDefinition)[] {
  const shared = readRelation(reader, node);
  const reads = inputAt(reader, node, "from");
  if (!shared || !reads) return [];
  const view: FeatureViewDefinition = {
    kind: "feature-view",
    ...shared,
    reads,
    ...optional("key", keyAt(reader, node, "key")),
    ...readClock(reader, node),
    order: sqlsAt(reader, node, "order"),
    ...optional("where", sqlAt(reader, node, "where")),
    ...optional("density", densityOf(textOf(childOf(node, "density")))),
    ...optional("ttl", wordAt(reader, node, "ttl")),
    features: itemsOf(childOf(node, "features")).flatMap((item) => readFeature(reader, item) ?? []),
  };
  const history = readHistory(reader, view, childOf(node, "history"));
  return history ? [view, history] : [view];
}

function densityOf(text: string | undefined): FeatureViewDefinition["density"] {
  return text === "dense" || text === "sparse" ? text : undefined;
}

/** What views and sets have in common; undefined where name or entity are missing. */
export function readRelation(reader: PatchReader, node: YamlNode) {
  const name = wordAt(reader, node, "name");
  const entity = wordAt(reader, node, "entity");
  if (!name || !entity) return undefined;
  const layer = readLayer(reader, node);
  return {
    name: name.text,
    file: reader.file,
    package: reader.package,
    span: name.span,
    ...optional("description", textOf(childOf(node, "description"))),
    entity,
    layers: isEmptyLayer(layer) ? [] : [layer],
    ...readColumns(reader, childOf(node, "columns")),
    tests: readTests(reader, [childOf(node, "tests"), childOf(node, "data_tests")], undefined),
    drift: readDrift(reader, childOf(node, "drift")),
  };
}

/** A history is a set of all the view's columns, for whoever had a row by then. What is said of the view's table is not said of it. */
function readHistory(
  reader: PatchReader,
  { name, file, package: owner, entity, layers }: FeatureViewDefinition,
  node: YamlNode | undefined,
): FeatureSetDefinition | undefined {
  const [every, from, to] = ["every", "from", "to"].map((key) => wordAt(reader, node, key)) as [
    Word?,
    Word?,
    Word?,
  ];
  if (!node || !every || !from || !to) return undefined;
  const span = reader.locate(node.start, node.end);
  return {
    kind: "feature-set",
    name: `${name}_history`,
    file,
    package: owner,
    span: every.span,
    description: `What the features of ${name} were at each of its moments.`,
    entity,
    layers: layers.map(({ settings: { alias: _alias, ...settings }, spans }) => ({ settings, spans })),
    columns: [],
    tests: [],
    columnTests: [],
    drift: [],
    spine: { kind: "every", every, from, to, span },
    features: [{ kind: "columns", view: name, columns: "*", span }],
    encode: [],
    historyOf: name,
  };
}
