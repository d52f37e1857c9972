import type { Span } from "../base/span.ts";
import { itemSpans } from "./allowances.ts";
import { readColumns, readConstraints } from "./columns.ts";
import { readTests, type TestReader } from "./data-tests.ts";
import type {
  ColumnDefinition,
  ColumnTests,
  ConstraintDefinition,
  SettingsLayer,
  TestDefinition,
} from "./definitions.ts";
import { normalizeSettings, settingNames, type WrittenSetting } from "./settings.ts";
import { childOf, entryOf, itemsOf, plainOf, textOf, type YamlNode } from "./yaml/yaml-node.ts";

/** What YAML says about a model, seed or snapshot whose file is elsewhere. */
export interface Patch {
  readonly section: "model" | "seed" | "snapshot";
  readonly name: string;
  readonly file: string;
  readonly package: string;
  readonly span: Span;
  readonly description?: string;
  readonly layer: SettingsLayer;
  readonly columns: readonly ColumnDefinition[];
  readonly tests: readonly TestDefinition[];
  readonly columnTests: readonly ColumnTests[];
  readonly constraints?: readonly ConstraintDefinition[];
  readonly versions?: readonly VersionPatch[];
  readonly latestVersion?: string;
  readonly latestVersionSpan?: Span;
  readonly deprecationDate?: string;
}

export interface VersionPatch {
  readonly v: string;
  readonly span: Span;
  readonly definedIn?: string;
  readonly definedInSpan?: Span;
  readonly description?: string;
  readonly layer: SettingsLayer;
  /** Columns of this version alone; they replace those of the model with the same name. */
  readonly columns: readonly ColumnDefinition[];
  readonly columnTests: readonly ColumnTests[];
  /** Which of the model's columns the version has; absent means all. */
  readonly include?: "all" | readonly string[];
  readonly exclude?: readonly string[];
  /** Absent means those of the model. */
  readonly tests?: readonly TestDefinition[];
  readonly deprecationDate?: string;
}

export interface PatchReader extends TestReader {
  readonly file: string;
  readonly package: string;
}

/** Reads one entry of `models:`, `seeds:` or `snapshots:`; undefined where it has no name. */
export function readPatch(reader: PatchReader, section: Patch["section"], node: YamlNode): Patch | undefined {
  const nameNode = childOf(node, "name");
  const name = textOf(nameNode);
  if (!nameNode || name === undefined) return undefined;
  const constraints = readConstraints(reader, childOf(node, "constraints"));
  const versions = childOf(node, "versions");
  const latest = childOf(node, "latest_version");
  const latestVersion = textOf(latest);
  return {
    section,
    name,
    file: reader.file,
    package: reader.package,
    span: reader.locate(nameNode.start, nameNode.end),
    ...optionalText(node, "description", "description"),
    layer: readLayer(reader, node),
    ...readColumns(reader, childOf(node, "columns")),
    tests: readTests(reader, [childOf(node, "tests"), childOf(node, "data_tests")], undefined),
    ...(constraints.length > 0 && { constraints }),
    ...(versions && { versions: itemsOf(versions).flatMap((item) => readVersion(reader, item) ?? []) }),
    ...(latest &&
      latestVersion !== undefined && {
        latestVersion,
        latestVersionSpan: reader.locate(latest.start, latest.end),
      }),
    ...optionalText(node, "deprecation_date", "deprecationDate"),
  };
}

/** Settings that stand beside `name` and under `config:`; the latter win. */
export function readLayer(reader: PatchReader, node: YamlNode): SettingsLayer {
  const written: WrittenSetting[] = [];
  for (const holder of [node, childOf(node, "config")]) {
    if (holder?.kind !== "map") continue;
    for (const { key, keyStart, keyEnd, value } of holder.entries) {
      if (!settingNames.has(key)) continue;
      const items = key === "allow" ? { itemSpans: itemSpans(value, reader.locate) } : {};
      written.push({ key, value: plainOf(value), span: reader.locate(keyStart, keyEnd), ...items });
    }
  }
  return normalizeSettings(written);
}

function readVersion(reader: PatchReader, node: YamlNode): VersionPatch | undefined {
  const vNode = childOf(node, "v");
  const v = textOf(vNode);
  if (!vNode || v === undefined) return undefined;
  const columnsNode = childOf(node, "columns");
  const choice = itemsOf(columnsNode).find((item) => !childOf(item, "name") && item.kind === "map");
  const definedIn = entryOf(node, "defined_in")?.value;
  const hasTests = childOf(node, "tests") ?? childOf(node, "data_tests");
  return {
    v,
    span: reader.locate(vNode.start, vNode.end),
    ...optionalText(node, "defined_in", "definedIn"),
    ...(definedIn && { definedInSpan: reader.locate(definedIn.start, definedIn.end) }),
    ...optionalText(node, "description", "description"),
    layer: readLayer(reader, node),
    ...readColumns(reader, columnsNode),
    ...(choice && readChoice(choice)),
    ...(hasTests && {
      tests: readTests(reader, [childOf(node, "tests"), childOf(node, "data_tests")], undefined),
    }),
    ...optionalText(node, "deprecation_date", "deprecationDate"),
  };
}

function readChoice(node: YamlNode): Pick<VersionPatch, "include" | "exclude"> {
  const include = childOf(node, "include");
  const names = (list: YamlNode | undefined) => itemsOf(list).flatMap((item) => textOf(item) ?? []);
  const isAll = include === undefined || ["all", "*"].includes(textOf(include) ?? "");
  return { include: isAll ? "all" : names(include), exclude: names(childOf(node, "exclude")) };
}

function optionalText<K extends string>(node: YamlNode, key: string, as: K): Partial<Record<K, string>> {
  const text = textOf(childOf(node, key));
  return text === undefined ? {} : ({ [as]: text } as Record<K, string>);
}
