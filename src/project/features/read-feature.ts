import type { Span } from "../../base/span.ts";
import { readMeta, readTags } from "../columns.ts";
import { readTests } from "../data-tests.ts";
import type { PatchReader } from "../patches.ts";
import { childOf, flagOf, itemsOf, plainOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type { CategoryValue, FeatureDefinition } from "./definitions.ts";
import { optional, sqlAt, wordAt, wordsAt } from "./read-parts.ts";

/** Reads an entry of a view's `features:`, or of a label what says its value; undefined where it has no name. */
export function readFeature(reader: PatchReader, node: YamlNode): FeatureDefinition | undefined {
  const name = wordAt(reader, node, "name");
  if (!name) return undefined;
  const windows = childOf(node, "windows");
  const values = childOf(node, "values");
  const place = (child: YamlNode) => reader.locate(child.start, child.end);
  return {
    name: name.text,
    span: name.span,
    ...optional("agg", wordAt(reader, node, "agg")),
    ...optional("column", sqlAt(reader, node, "column")),
    ...optional("weight", sqlAt(reader, node, "weight")),
    ...optional("numerator", sqlAt(reader, node, "numerator")),
    ...optional("denominator", sqlAt(reader, node, "denominator")),
    ...optional("by", sqlAt(reader, node, "by")),
    ...optional("values", values && { items: readValues(reader, values), span: place(values) }),
    ...optional("quantile", numberAt(node, "quantile")),
    ...optional("k", numberAt(node, "k")),
    ...optional("approximate", flagOf(childOf(node, "approximate"))),
    ...optional("windows", windows && { items: wordsAt(reader, node, "windows"), span: place(windows) }),
    ...optional("ttl", wordAt(reader, node, "ttl")),
    ...optional("where", sqlAt(reader, node, "where")),
    ...optional("default", sqlAt(reader, node, "default")),
    ...optional("expr", sqlAt(reader, node, "expr")),
    ...readDescription(reader, node),
    spans: readSpans(reader, node),
  };
}

/** What is said of a feature beside how it is made. */
export function readDescription(reader: PatchReader, node: YamlNode) {
  return {
    ...optional("description", textOf(childOf(node, "description"))),
    ...optional("unit", textOf(childOf(node, "unit"))),
    ...optional("pii", textOf(childOf(node, "pii"))),
    tags: readTags(childOf(node, "tags")),
    meta: readMeta(childOf(node, "meta")),
    tests: readTests(reader, [childOf(node, "tests"), childOf(node, "data_tests")], undefined),
  };
}

/** Where each key of a map stands. */
export function readSpans({ locate }: PatchReader, node: YamlNode): Readonly<Record<string, Span>> {
  if (node.kind !== "map") return {};
  return Object.fromEntries(node.entries.map(({ key, keyStart, keyEnd }) => [key, locate(keyStart, keyEnd)]));
}

/** The number under a key. */
export function numberAt(node: YamlNode | undefined, key: string): number | undefined {
  const child = childOf(node, key);
  return child?.kind === "scalar" && typeof child.value === "number" ? child.value : undefined;
}

function readValues(reader: PatchReader, node: YamlNode): readonly CategoryValue[] {
  const categoryOf = (item: YamlNode, name?: string): readonly CategoryValue[] => {
    const value = plainOf(item);
    if (value === null || typeof value === "object") return [];
    return [{ value, name: name ?? nameOfValue(value), span: reader.locate(item.start, item.end) }];
  };
  if (node.kind === "map") return node.entries.flatMap(({ key, value }) => categoryOf(value, key));
  return itemsOf(node).flatMap((item) => categoryOf(item));
}

/** `Home & Garden` -> `home_garden`. Letters of all scripts stay. */
function nameOfValue(value: string | number | boolean): string {
  const name = String(value)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  return name === "" ? "other" : name;
}
