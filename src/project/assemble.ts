import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { noColumns } from "./columns.ts";
import { normalizeTestSettings } from "./data-tests.ts";
import type {
  ColumnDefinition,
  Definition,
  ModelDefinition,
  SettingsLayer,
  TestDefinition,
} from "./definitions.ts";
import type { FolderLayers } from "./folder-settings.ts";
import type { Patch, VersionPatch } from "./patches.ts";
import type { Properties } from "./properties.ts";
import { emptyLayer, normalizeSettings } from "./settings.ts";
import type { TemplateFacts } from "./template-facts.ts";

/** The parsed files of one package. */
export interface PackageFiles {
  readonly package: string;
  /** Path of the package's folder relative to the project, "" for the project itself. */
  readonly folder: string;
  readonly models: readonly { readonly file: string; readonly facts: TemplateFacts }[];
  readonly seeds: readonly string[];
  readonly singularTests: readonly { readonly file: string; readonly facts: TemplateFacts }[];
  readonly properties: readonly Properties[];
  /** Farthest first. */
  readonly folderLayers: readonly FolderLayers[];
}

const noTests: readonly TestDefinition[] = Object.freeze([]);

/** Joins a package's SQL and CSV files with what YAML says about them. */
export function assembleDefinitions(
  files: PackageFiles,
  report: (diagnostic: Diagnostic) => void,
): Definition[] {
  const definitions: Definition[] = [];
  for (const { sources } of files.properties) definitions.push(...sources);
  const patches = indexPatches(files, report);
  const versions = indexVersions(files, patches);
  const taken = new Map<string, string>();
  const used = new Set<Patch>();

  for (const file of files.seeds) {
    const name = baseName(file);
    if (!claim(taken, name, file, "seed", report)) continue;
    const patch = patches.get(name);
    if (patch) used.add(patch);
    definitions.push(seedOf(files, file, name, patch));
  }
  for (const { file, facts } of files.models) {
    const base = baseName(file);
    const version = versions.get(base);
    const name = version?.patch.name ?? base;
    const key = version ? `${name} v${version.version.v}` : name;
    const kind = version ? `version ${version.version.v} of model` : "model";
    if (!claim(taken, version ? key : name, file, kind, report)) continue;
    const patch = version?.patch ?? patches.get(base);
    if (patch) used.add(patch);
    definitions.push(modelOf(files, file, facts, name, patch, version?.version));
  }
  for (const { file, facts } of files.singularTests) definitions.push(singularTestOf(files, file, facts));
  reportUnused(patches, used, taken, report);
  for (const { exposures, groups, selectors } of files.properties)
    definitions.push(...exposures, ...groups, ...selectors);
  return definitions;
}

const baseName = (file: string): string => (file.split("/").at(-1) ?? file).replace(/\.\w+$/, "");

function claim(
  taken: Map<string, string>,
  name: string,
  file: string,
  kind: string,
  report: (diagnostic: Diagnostic) => void,
): boolean {
  const first = taken.get(name);
  const span = { file, line: 1, column: 1 };
  if (first !== undefined) {
    report(diagnose("Q0024", { name, first, kind }, { span }));
    return false;
  }
  if (!/^[A-Za-z_][\w]*$/.test(name.replace(/ v.*$/, ""))) report(diagnose("Q0026", { name }, { span }));
  taken.set(name, file);
  return true;
}

function indexPatches(files: PackageFiles, report: (diagnostic: Diagnostic) => void): Map<string, Patch> {
  const patches = new Map<string, Patch>();
  for (const patch of files.properties.flatMap((properties) => properties.patches)) {
    const first = patches.get(patch.name);
    if (first) {
      const place = `${first.span.file}:${first.span.line}`;
      report(
        diagnose("Q0007", { what: patch.section, name: patch.name, first: place }, { span: patch.span }),
      );
    } else patches.set(patch.name, patch);
  }
  return patches;
}

interface VersionOf {
  readonly patch: Patch;
  readonly version: VersionPatch;
}

/** Versions by the name of their file: `defined_in`, `name_v1` or `name.v1`; the latest one may be plainly `name`. */
function indexVersions(files: PackageFiles, patches: ReadonlyMap<string, Patch>): Map<string, VersionOf> {
  const bases = new Set(files.models.map(({ file }) => baseName(file)));
  const versions = new Map<string, VersionOf>();
  for (const patch of patches.values()) {
    for (const version of patch.versions ?? []) {
      const candidates =
        version.definedIn === undefined
          ? [`${patch.name}_v${version.v}`, `${patch.name}.v${version.v}`]
          : [version.definedIn.replace(/\.sql$/, "")];
      const isLatest = version.v === latestOf(patch);
      const found = [...candidates, ...(isLatest ? [patch.name] : [])].find((base) => bases.has(base));
      if (found !== undefined) versions.set(found, { patch, version });
    }
  }
  return versions;
}

/** `latest_version`, else the greatest one: by number where all are numbers. */
export function latestOf(patch: Patch): string | undefined {
  if (patch.latestVersion !== undefined) return patch.latestVersion;
  const all = (patch.versions ?? []).map(({ v }) => v);
  const isNumeric = all.every((v) => Number.isFinite(Number(v)));
  return all.sort((a, b) => (isNumeric ? Number(a) - Number(b) : a < b ? -1 : 1)).at(-1);
}

function seedOf(files: PackageFiles, file: string, name: string, patch: Patch | undefined): Definition {
  return {
    kind: "seed",
    name,
    file,
    package: files.package,
    span: patch?.span ?? { file, line: 1, column: 1 },
    ...(patch?.description !== undefined && { description: patch.description }),
    layers: [...folderLayersOf(files, file), ...(patch && patch.layer !== emptyLayer ? [patch.layer] : [])],
    columns: patch?.columns ?? noColumns,
    tests: patch?.tests ?? noTests,
    ...(patch && { patchFile: patch.file }),
  };
}

function modelOf(
  files: PackageFiles,
  file: string,
  facts: TemplateFacts,
  name: string,
  patch: Patch | undefined,
  version: VersionPatch | undefined,
): ModelDefinition {
  const description = version?.description ?? patch?.description;
  const deprecationDate = version?.deprecationDate ?? patch?.deprecationDate;
  const latestVersion = version && patch && latestOf(patch);
  return {
    kind: "model",
    name,
    file,
    package: files.package,
    span: { file, line: 1, column: 1 },
    ...(description !== undefined && { description }),
    ...(version && { version: version.v, ...(latestVersion !== undefined && { latestVersion }) }),
    layers: layersOf(files, file, facts, patch, version),
    columns: version && patch ? columnsOf(patch, version) : (patch?.columns ?? noColumns),
    tests: version?.tests ?? patch?.tests ?? noTests,
    template: facts,
    ...(patch && { patchFile: patch.file }),
    ...(deprecationDate !== undefined && { deprecationDate }),
    ...(patch?.constraints && { constraints: patch.constraints }),
  };
}

const snapshotLayer: SettingsLayer = { settings: { materialized: "snapshot" }, spans: {} };

function layersOf(
  files: PackageFiles,
  file: string,
  facts: TemplateFacts,
  patch: Patch | undefined,
  version: VersionPatch | undefined,
): readonly SettingsLayer[] {
  const layers = [...folderLayersOf(files, file)];
  if (patch?.section === "snapshot" || localPath(files, file).startsWith("snapshots/"))
    layers.unshift(snapshotLayer);
  if (patch && patch.layer !== emptyLayer) layers.push(patch.layer);
  if (version && version.layer !== emptyLayer) layers.push(version.layer);
  const written = Object.entries(facts.config).map(([key, value]) => ({
    key,
    value,
    span: facts.configSpans[key] ?? { file, line: 1, column: 1 },
  }));
  if (written.length > 0) layers.push(normalizeSettings(written, true));
  return layers;
}

/** The version's columns: those of the model that it includes, its own in their place or after them. */
function columnsOf(patch: Patch, version: VersionPatch): readonly ColumnDefinition[] {
  const { include = "all", exclude = [] } = version;
  const own = new Map(version.columns.map((column) => [column.name, column]));
  const kept = patch.columns.filter(
    ({ name }) => (include === "all" || include.includes(name)) && !exclude.includes(name),
  );
  const inherited = kept.map((column) => own.get(column.name) ?? column);
  const names = new Set(kept.map(({ name }) => name));
  return [...inherited, ...version.columns.filter(({ name }) => !names.has(name))];
}

/** Path below the package's own folder. */
function localPath(files: PackageFiles, file: string): string {
  return files.folder === "" ? file : file.slice(files.folder.length + 1);
}

const layerCache = new WeakMap<PackageFiles, Map<string, readonly SettingsLayer[]>>();

/** Settings of "", of each folder above the file and of the file's own name, farthest first. */
function folderLayersOf(files: PackageFiles, file: string): readonly SettingsLayer[] {
  const path = localPath(files, file)
    .replace(/^[^/]+\//, "")
    .replace(/\.\w+$/, "");
  const cut = path.lastIndexOf("/");
  const folder = cut < 0 ? "" : path.slice(0, cut);
  let known = layerCache.get(files);
  if (!known) {
    known = new Map();
    layerCache.set(files, known);
  }
  let layers = known.get(folder);
  if (!layers) {
    const parts = folder === "" ? [] : folder.split("/");
    const paths = ["", ...parts.map((_, i) => parts.slice(0, i + 1).join("/"))];
    layers = files.folderLayers.flatMap((map) => paths.flatMap((part) => usable(map[part])));
    known.set(folder, layers);
  }
  const own = files.folderLayers.flatMap((map) => usable(map[path]));
  return own.length === 0 ? layers : [...layers, ...own];
}

function usable(layer: SettingsLayer | undefined): SettingsLayer[] {
  return layer && layer !== emptyLayer ? [layer] : [];
}

function singularTestOf(files: PackageFiles, file: string, facts: TemplateFacts): Definition {
  return {
    kind: "singular-test",
    name: baseName(file),
    file,
    package: files.package,
    span: { file, line: 1, column: 1 },
    template: facts,
    settings: normalizeTestSettings(facts.config),
  };
}

function reportUnused(
  patches: ReadonlyMap<string, Patch>,
  used: ReadonlySet<Patch>,
  taken: ReadonlyMap<string, string>,
  report: (diagnostic: Diagnostic) => void,
): void {
  for (const patch of patches.values()) {
    if (used.has(patch) || patch.versions) continue;
    const names = [...taken.keys()].filter((name) => !patches.has(name));
    const suggestion = findSuggestion(patch.name, names);
    const parameters = { name: patch.name, what: patch.section, ...(suggestion && { suggestion }) };
    report(diagnose("Q0023", parameters, { span: patch.span }));
  }
}
