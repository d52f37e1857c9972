import { diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { parseDependencyText } from "../template/dependency-text.ts";
import { readMeta, readTags } from "./columns.ts";
import type {
  Json,
  UnitExpectation,
  UnitGivenDefinition,
  UnitInput,
  UnitTestDefinition,
} from "./definitions.ts";
import type { PatchReader } from "./patches.ts";
import { isMap } from "./settings.ts";
import { noData, readUnitData } from "./unit-data.ts";
import { childOf, entryOf, flagOf, itemsOf, plainOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

/** Reads one entry of `unit_tests:`; undefined where it has no name, is disabled, or does not say what it tests. */
export function readUnitTest(reader: PatchReader, node: YamlNode): UnitTestDefinition | undefined {
  const nameNode = childOf(node, "name");
  const name = textOf(nameNode);
  const config = childOf(node, "config");
  const enabled = flagOf(childOf(config, "enabled")) ?? flagOf(childOf(node, "enabled"));
  if (!nameNode || name === undefined || enabled === false) return undefined;
  const span = reader.locate(nameNode.start, nameNode.end);
  const subject = readSubject(reader, node);
  if (subject === undefined) {
    const both = childOf(node, "model") !== undefined && childOf(node, "macro") !== undefined;
    reader.report(diagnose("Q0902", { test: name, both }, { span }));
    return undefined;
  }
  const description = textOf(childOf(node, "description"));
  const now = childOf(node, "now");
  return {
    kind: "unit-test",
    name,
    file: reader.file,
    package: reader.package,
    span,
    ...(description !== undefined && { description }),
    subject,
    given: itemsOf(childOf(node, "given")).flatMap((item) => readGiven(reader, item) ?? []),
    expect: readExpectation(reader, node, span),
    overrides: readOverrides(reader, childOf(node, "overrides")),
    ...(now && { now: { text: textOf(now) ?? "", span: reader.locate(now.start, now.end) } }),
    tags: readTags(childOf(node, "tags"), childOf(config, "tags")),
    meta: readMeta(childOf(node, "meta"), childOf(config, "meta")),
  };
}

function readSubject(reader: PatchReader, node: YamlNode): UnitTestDefinition["subject"] | undefined {
  const model = childOf(node, "model");
  const macro = childOf(node, "macro");
  const [modelText, macroText] = [textOf(model), textOf(macro)];
  if (model && modelText !== undefined && macro === undefined)
    return { kind: "node", input: readInput(modelText, reader.locate(model.start, model.end)) };
  if (!macro || macroText === undefined || model !== undefined) return undefined;
  const given = childOf(node, "arguments");
  const plain = given ? plainOf(given) : {};
  const list = Array.isArray(plain) ? plain : undefined;
  return {
    kind: "macro",
    name: macroText,
    arguments: list ?? (isMap(plain) ? plain : {}),
    span: reader.locate(macro.start, macro.end),
  };
}

/** Reads how an input is called: by `ref`, by `source`, or by its plain name. */
export function readInput(text: string, span: Span): UnitInput {
  const call = parseDependencyText(text, span);
  return { text, span, ...(call && { call }) };
}

function readGiven(reader: PatchReader, node: YamlNode): UnitGivenDefinition | undefined {
  const input = childOf(node, "input");
  const text = textOf(input);
  if (!input || text === undefined) return undefined;
  const span = reader.locate(input.start, input.end);
  return {
    input: readInput(text, span),
    data: readUnitData(reader, node) ?? noData(span),
    types: readTexts(childOf(node, "types")),
  };
}

function readExpectation(reader: PatchReader, test: YamlNode, fallback: Span): UnitExpectation {
  const entry = entryOf(test, "expect");
  const span = entry ? reader.locate(entry.keyStart, entry.keyEnd) : fallback;
  const node = entry?.value;
  const list = node?.kind === "list" ? entry : undefined;
  const of = textOf(childOf(node, "of"));
  return {
    data: (node && readUnitData(reader, node, list)) ?? noData(span),
    exact: textOf(childOf(node, "columns")) === "exact",
    ordered: flagOf(childOf(node, "order")) === true,
    of: of === "select" ? "select" : "table",
    span,
  };
}

function readOverrides(reader: PatchReader, node: YamlNode | undefined): UnitTestDefinition["overrides"] {
  const vars = childOf(node, "vars");
  const macros = childOf(node, "macros");
  const plain = vars ? plainOf(vars) : {};
  const entries = macros?.kind === "map" ? macros.entries : [];
  return {
    vars: isMap(plain) ? plain : {},
    environment: { ...readTexts(childOf(node, "env_vars")), ...readTexts(childOf(node, "env")) },
    macros: entries.map(({ key, keyStart, keyEnd, value }) => ({
      name: key,
      value: plainOf(value),
      span: reader.locate(keyStart, keyEnd),
    })),
  };
}

function readTexts(node: YamlNode | undefined): Readonly<Record<string, string>> {
  const plain: Json = node ? plainOf(node) : {};
  if (!isMap(plain)) return {};
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, String(value)]));
}
