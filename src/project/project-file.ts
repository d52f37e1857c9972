import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import { normalizeTestSettings } from "./data-tests.ts";
import type { Json, ProjectConfig, TargetConfig } from "./definitions.ts";
import { findTags, type TagPlaces } from "./fill-texts.ts";
import { type FolderLayers, readFolderSettings } from "./folder-settings.ts";
import { readRuleSettings } from "./rule-settings.ts";
import { projectFile } from "./schemas/project-file.ts";
import { isMap } from "./settings.ts";
import { checkYaml } from "./yaml/check-yaml.ts";
import {
  childOf,
  createLocator,
  entryOf,
  itemsOf,
  type Locate,
  plainOf,
  textOf,
  type YamlFile,
  type YamlNode,
} from "./yaml/yaml-node.ts";

/** project.yml, read; `layers` are the folders' settings with their places. */
export interface ProjectFile {
  readonly config: ProjectConfig;
  readonly layers: FolderLayers;
  /** The same of `features:`. */
  readonly featureLayers: FolderLayers;
  /** Places of `packages`, in order. */
  readonly packageSpans: readonly Span[];
  /** Tags that are still to be filled in. */
  readonly tags?: TagPlaces;
}

/** Checks a parsed project.yml and fills its defaults; undefined where not even the project's name is there. */
export function readProjectFile(yaml: YamlFile): Outcome<ProjectFile | undefined> {
  const { file, text, root } = yaml;
  const locate = createLocator(file, text);
  if (root?.kind !== "map") {
    const problem = "project.yml is empty";
    const span = { file, line: 1, column: 1 };
    return {
      value: undefined,
      diagnostics: [diagnose("Q0009", { problem, advice: "it needs at least `name:`" }, { span })],
    };
  }
  const diagnostics: Diagnostic[] = checkYaml(yaml, projectFile, locate);
  const report = (found: Diagnostic) => diagnostics.push(found);
  const nameNode = childOf(root, "name");
  const name = textOf(nameNode);
  if (!nameNode || name === undefined) return { value: undefined, diagnostics };
  const layers = readFolderSettings(childOf(root, "models"), { file, locate, report, section: "models" });
  const featureLayers = readFolderSettings(childOf(root, "features"), {
    file,
    locate,
    report,
    section: "features",
  });
  const targets = readTargets(childOf(root, "targets"), name, locate);
  const plainVars = childOf(root, "vars");
  const vars = plainVars ? plainOf(plainVars) : {};
  const tests = childOf(root, "tests") ?? childOf(root, "data_tests");
  const plainTests = tests && plainOf(tests);
  const config: ProjectConfig = {
    name,
    stages: texts(childOf(root, "stages")),
    folders: Object.fromEntries(Object.entries(layers).map(([path, layer]) => [path, layer.settings])),
    ...(featureLayers[""] && { features: featureLayers[""].settings }),
    testDefaults: isMap(plainTests) ? normalizeTestSettings(plainTests) : {},
    vars: isMap(vars) ? vars : {},
    target: readTargetName(root, targets, locate, report),
    targets,
    packages: texts(childOf(root, "packages")),
    rules: readRuleSettings(childOf(root, "rules"), locate),
    hooks: { onRunStart: texts(childOf(root, "on_run_start")), onRunEnd: texts(childOf(root, "on_run_end")) },
    span: locate(nameNode.start, nameNode.end),
  };
  const packageSpans = itemsOf(childOf(root, "packages")).map(({ start, end }) => locate(start, end));
  const tags = findTags(text, locate);
  return { value: { config, layers, featureLayers, packageSpans, ...(tags && { tags }) }, diagnostics };
}

const texts = (node: YamlNode | undefined): string[] => itemsOf(node).flatMap((item) => textOf(item) ?? []);

function readTargetName(
  root: YamlNode,
  targets: Readonly<Record<string, TargetConfig>>,
  locate: Locate,
  report: (diagnostic: Diagnostic) => void,
): string {
  const known = Object.keys(targets);
  const entry = entryOf(root, "target");
  const target = textOf(entry?.value);
  if (!entry || target === undefined) return known[0] ?? "dev";
  if (!Object.hasOwn(targets, target)) {
    const suggestion = findSuggestion(target, known);
    const span = locate(entry.value.start, entry.value.end);
    report(diagnose("Q0034", { target, known, ...(suggestion && { suggestion }) }, { span }));
  }
  return target;
}

/** A project without targets builds into target/NAME.duckdb. */
function readTargets(
  node: YamlNode | undefined,
  project: string,
  locate: Locate,
): Record<string, TargetConfig> {
  const targets: Record<string, TargetConfig> = {};
  if (node?.kind === "map") {
    for (const { key, keyStart, keyEnd, value } of node.entries) {
      const plain = plainOf(value);
      if (isMap(plain)) targets[key] = readTarget(key, plain, locate(keyStart, keyEnd));
    }
  }
  if (Object.keys(targets).length === 0) {
    const span = { file: "project.yml", line: 1, column: 1 };
    targets.dev = readTarget("dev", { type: "duckdb", path: `target/${project}.duckdb` }, span);
  }
  return targets;
}

function readTarget(
  name: string,
  plain: { readonly [key: string]: Json },
  span: ProjectConfig["span"],
): TargetConfig {
  const threads = typeof plain.threads === "number" ? { threads: plain.threads } : {};
  const text = (key: string, otherwise: string) => (isScalar(plain[key]) ? String(plain[key]) : otherwise);
  if (plain.type === "postgres") {
    const url = text("url", "");
    return { type: "postgres", name, url, schema: text("schema", "public"), ...threads, span };
  }
  const settings = isMap(plain.settings) ? plain.settings : {};
  const extensions = Array.isArray(plain.extensions)
    ? plain.extensions
    : isScalar(plain.extensions)
      ? [plain.extensions]
      : [];
  return {
    type: "duckdb",
    name,
    path: text("path", ":memory:"),
    schema: text("schema", "main"),
    ...threads,
    settings: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)])),
    extensions: extensions.map(String),
    span,
  };
}

const isScalar = (value: Json | undefined): value is string | number | boolean =>
  value !== undefined && value !== null && typeof value !== "object";
