import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Json, TestDefinition, TestSettings } from "./definitions.ts";
import { isMap } from "./settings.ts";
import { itemsOf, type Locate, plainOf, type YamlEntry, type YamlNode } from "./yaml/yaml-node.ts";

/** Keys that are settings of a data test wherever they stand; all others are arguments. */
export const testSettingKeys = [
  "severity",
  "warn_if",
  "error_if",
  "where",
  "limit",
  "store_failures",
  "tags",
  "enabled",
  "meta",
] as const satisfies readonly (keyof TestSettings)[];

export interface TestReader {
  readonly locate: Locate;
  readonly report: (diagnostic: Diagnostic) => void;
  /** Checks the value of one of a test's settings. */
  readonly checkTestSetting: (key: string, value: YamlNode) => void;
}

const noTests: readonly TestDefinition[] = Object.freeze([]);

/** Reads `tests:` of a node or a column, in every form that dbt knows. */
export function readTests(
  reader: TestReader,
  lists: readonly (YamlNode | undefined)[],
  column: string | undefined,
): readonly TestDefinition[] {
  const tests: TestDefinition[] = [];
  for (const list of lists) {
    for (const item of itemsOf(list)) {
      const test = readTest(reader, item, column);
      if (test) tests.push(test);
    }
  }
  return tests.length === 0 ? noTests : tests;
}

function readTest(
  reader: TestReader,
  node: YamlNode,
  column: string | undefined,
): TestDefinition | undefined {
  const span = reader.locate(node.start, node.end);
  if (node.kind === "scalar" && typeof node.value === "string") {
    return {
      test: node.value,
      ...(column !== undefined && { column }),
      arguments: noArguments,
      settings: noSettings,
      span,
    };
  }
  if (node.kind !== "map" || node.entries.length === 0) {
    reader.report(
      diagnose("Q0037", { test: node.kind === "list" ? "a list" : String(plainOf(node)) }, { span }),
    );
    return undefined;
  }
  const named = node.entries.find(({ key }) => key === "test" || key === "test_name");
  if (named) return readNamedTest(reader, node.entries, named, column);
  const [first, second] = node.entries as readonly [YamlEntry, ...YamlEntry[]];
  const place = reader.locate(first.keyStart, first.keyEnd);
  const others = node.entries.slice(1);
  if (second && !others.every(({ key }) => isSideKey(key))) {
    const keys = node.entries.map(({ key }) => key);
    reader.report(diagnose("Q0038", { test: first.key, keys }, { span: place }));
    return undefined;
  }
  const { value } = first;
  if (value.kind !== "map" && !(value.kind === "scalar" && value.value === null)) {
    const hint = `the arguments of ${first.key} are named: ${first.key}: {...}`;
    reader.report(
      diagnose(
        "Q0037",
        { test: `${first.key} with a lone value` },
        { span: reader.locate(value.start, value.end), hint },
      ),
    );
    return undefined;
  }
  const entries = value.kind === "map" ? [...value.entries, ...others] : others;
  return makeTest(reader, first.key, entries, column, place);
}

/** Keys that dbt lets stand beside the test's name instead of below it. */
const isSideKey = (key: string): boolean =>
  key === "config" || key === "name" || key === "description" || key === "arguments";

function readNamedTest(
  reader: TestReader,
  entries: readonly YamlEntry[],
  named: YamlEntry,
  column: string | undefined,
): TestDefinition | undefined {
  const { value } = named;
  const span = reader.locate(value.start, value.end);
  if (value.kind !== "scalar" || typeof value.value !== "string") {
    reader.report(
      diagnose("Q0003", { key: named.key, expected: "a text", given: "something else" }, { span }),
    );
    return undefined;
  }
  return makeTest(
    reader,
    value.value,
    entries.filter((entry) => entry !== named),
    column,
    span,
  );
}

function makeTest(
  reader: TestReader,
  test: string,
  entries: readonly YamlEntry[],
  ownColumn: string | undefined,
  span: Span,
): TestDefinition {
  const given: Record<string, Json> = {};
  const settings: Record<string, unknown> = {};
  let name: string | undefined;
  let description: string | undefined;
  let column = ownColumn;
  for (const { key, value: node } of entries) {
    const value = plainOf(node);
    if (key === "name" && typeof value === "string") name = value;
    else if (key === "description" && typeof value === "string") description = value;
    else if (
      (key === "column" || key === "column_name") &&
      typeof value === "string" &&
      ownColumn === undefined
    )
      column = value;
    else if (key === "config") readConfig(reader, node, settings);
    else if (key === "arguments" && isMap(value)) Object.assign(given, value);
    else if (isTestSetting(key)) {
      reader.checkTestSetting(key, node);
      Object.assign(settings, normalizeTestSettings({ [key]: value }));
    } else given[key] = value;
  }
  return {
    test,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(column !== undefined && { column }),
    arguments: isEmpty(given) ? noArguments : given,
    settings: isEmpty(settings) ? noSettings : (settings as TestSettings),
    span,
  };
}

function readConfig(reader: TestReader, node: YamlNode, settings: Record<string, unknown>): void {
  for (const { key, keyStart, keyEnd, value } of node.kind === "map" ? node.entries : []) {
    if (isTestSetting(key)) {
      reader.checkTestSetting(key, value);
      Object.assign(settings, normalizeTestSettings({ [key]: plainOf(value) }));
      continue;
    }
    const suggestion = findSuggestion(key, testSettingKeys);
    const parameters = {
      key,
      where: "`config` of a data test",
      known: testSettingKeys,
      ...(suggestion && { suggestion }),
    };
    reader.report(diagnose("Q0002", parameters, { span: reader.locate(keyStart, keyEnd) }));
  }
}

const noArguments: TestDefinition["arguments"] = Object.freeze({});
const noSettings: TestSettings = Object.freeze({});
const isTestSetting = (key: string): boolean => (testSettingKeys as readonly string[]).includes(key);

/** Settings of a test from plain data; what has the wrong type is left out. */
export function normalizeTestSettings(map: { readonly [key: string]: Json }): TestSettings {
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(map)) {
    if (!isTestSetting(key) || value === null) continue;
    if (key === "severity") settings.severity = String(value).toLowerCase();
    else if (key === "tags") settings.tags = Array.isArray(value) ? value.map(String) : [String(value)];
    else if (key === "warn_if" || key === "error_if") settings[key] = String(value);
    else settings[key] = value;
  }
  return settings as TestSettings;
}

function isEmpty(map: object): boolean {
  for (const _key in map) return false;
  return true;
}
