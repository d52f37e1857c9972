import { diagnose } from "../../base/diagnostic.ts";
import type { Json } from "../definitions.ts";
import type { PatchReader } from "../patches.ts";
import { childOf, itemsOf, plainOf, textOf, type YamlNode } from "../yaml/yaml-node.ts";
import type {
  BalanceDefinition,
  EncodingDefinition,
  FeatureSetDefinition,
  SetFeatureDefinition,
  SplitDefinition,
} from "./definitions.ts";
import { numberAt, readDescription, readSpans } from "./read-feature.ts";
import { readLabel } from "./read-label.ts";
import { optional, sqlAt, wordAt } from "./read-parts.ts";
import { readSpine } from "./read-spine.ts";
import { readRelation } from "./read-view.ts";

/** Reads one entry of `feature_sets:`; undefined where what it cannot do without is missing. */
export function readFeatureSet(reader: PatchReader, node: YamlNode): FeatureSetDefinition | undefined {
  const shared = readRelation(reader, node);
  const spineNode = childOf(node, "spine");
  const spine = shared && spineNode && readSpine(reader, spineNode, shared.name);
  const labelNode = childOf(node, "label");
  const label = labelNode && readLabel(reader, labelNode);
  if (!shared || !spine) return undefined;
  return {
    kind: "feature-set",
    ...shared,
    spine,
    features: itemsOf(childOf(node, "features")).flatMap((item) => readSetFeature(reader, item) ?? []),
    ...optional("label", label),
    ...readSample(reader, node),
    ...optional("balance", readBalance(childOf(node, "balance"))),
    ...optional("split", readSplit(reader, childOf(node, "split"))),
    encode: itemsOf(childOf(node, "encode")).flatMap((item) => readEncoding(reader, item) ?? []),
  };
}

function readSetFeature(reader: PatchReader, node: YamlNode): SetFeatureDefinition | undefined {
  const span = reader.locate(node.start, node.end);
  if (node.kind === "map") {
    const name = wordAt(reader, node, "name");
    const expr = sqlAt(reader, node, "expr");
    return name && expr
      ? { kind: "expression", name: name.text, expr, ...readDescription(reader, node), span: name.span }
      : undefined;
  }
  const text = textOf(node);
  if (text === undefined) return undefined;
  const dot = text.lastIndexOf(".");
  if (dot > 0 && dot < text.length - 1)
    return { kind: "columns", view: text.slice(0, dot), columns: text.slice(dot + 1), span };
  reader.report(diagnose("Q1211", { text }, { span }));
  return undefined;
}

function readSample(reader: PatchReader, node: YamlNode): Pick<FeatureSetDefinition, "sample"> {
  const child = childOf(node, "sample");
  const share = child?.kind === "map" ? wordAt(reader, child, "share") : wordAt(reader, node, "sample");
  const seed = textOf(childOf(child, "seed"));
  return share ? { sample: { share, ...optional("seed", seed) } } : {};
}

function readBalance(node: YamlNode | undefined): BalanceDefinition | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return { kind: "weights" };
  const ratio = numberAt(node, "under_sample");
  return ratio === undefined
    ? undefined
    : { kind: "under_sample", ratio, ...optional("seed", textOf(childOf(node, "seed"))) };
}

/** What a split has beside its parts. */
const notParts = ["by", "seed", "purge"];

function readSplit(reader: PatchReader, node: YamlNode | undefined): SplitDefinition | undefined {
  const by = wordAt(reader, node, "by");
  if (node?.kind !== "map" || !by) return undefined;
  const parts = node.entries.flatMap(({ key, value }) => {
    const text = textOf(value);
    if (notParts.includes(key) || text === undefined) return [];
    return [{ name: key, value: { text, span: reader.locate(value.start, value.end) } }];
  });
  return {
    by,
    parts,
    ...optional("seed", textOf(childOf(node, "seed"))),
    ...optional("purge", wordAt(reader, node, "purge")),
    span: reader.locate(node.start, node.end),
  };
}

function readEncoding(reader: PatchReader, node: YamlNode): EncodingDefinition | undefined {
  const column = wordAt(reader, node, "column");
  const method = wordAt(reader, node, "method");
  if (node.kind !== "map" || !column || !method) return undefined;
  const parameters: Record<string, Json> = {};
  for (const { key, value } of node.entries)
    if (!["column", "method", "as"].includes(key)) parameters[key] = plainOf(value);
  const as = textOf(childOf(node, "as"));
  return { column, method, ...optional("as", as), parameters, spans: readSpans(reader, node) };
}
