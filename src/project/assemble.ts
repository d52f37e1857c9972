import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import { noColumns, noColumnTests } from "./columns.ts";
import { normalizeTestSettings } from "./data-tests.ts";
import type { Definition, ModelDefinition, SettingsLayer, TestDefinition } from "./definitions.ts";
import type { FolderLayers } from "./folder-settings.ts";
import { createLayerFinder, type LayerFinder, layerOfConfig } from "./layers.ts";
import {
  columnsOfVersion,
  columnTestsOfVersion,
  findVersionFiles,
  latestVersionOf,
  type VersionOf,
} from "./model-versions.ts";
import type { Patch, VersionPatch } from "./patches.ts";
import type { Properties } from "./properties.ts";
import { isEmptyLayer } from "./settings.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { withDeclaredTypes } from "./typescript/declared-columns.ts";

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
  /** Those of `features:`. */
  readonly featureLayers: readonly FolderLayers[];
}

/** Joins a package's SQL and CSV files with what YAML says about them. */
export function assembleDefinitions(
  files: PackageFiles,
  report: (diagnostic: Diagnostic) => void,
): readonly Definition[] {
  const sources = uniqueByName(
    files.properties.flatMap((one) => one.sources),
    "table",
    report,
  );
  const patches = indexPatches(files.properties, report);
  const context: Context = {
    files,
    layersOf: createLayerFinder(files.folderLayers),
    taken: new Map(),
    used: new Set(),
    report,
  };
  const seeds = files.seeds.flatMap((file) => seedOf(context, file, patches) ?? []);
  let names: ReadonlySet<string> | undefined;
  const baseNames = () => {
    names ??= new Set(files.models.map(({ file, facts }) => facts.typescript?.name ?? baseName(file)));
    return names;
  };
  const versions = findVersionFiles(patches.values(), baseNames, report);
  const models = files.models.flatMap(
    ({ file, facts }) => modelOf(context, file, facts, patches, versions) ?? [],
  );
  const tests = files.singularTests.map(({ file, facts }) => singularTestOf(files, file, facts));
  reportUnused(context, patches);
  return [
    ...sources,
    ...seeds,
    ...models,
    ...tests,
    ...uniqueByName(
      files.properties.flatMap((one) => one.exposures),
      "exposure",
      report,
    ),
    ...uniqueByName(
      files.properties.flatMap((one) => one.groups),
      "group",
      report,
    ),
    ...uniqueByName(
      files.properties.flatMap((one) => one.selectors),
      "selector",
      report,
    ),
    ...files.properties.flatMap((one) => one.unitTests ?? []),
    ...uniqueByName(
      files.properties.flatMap((one) => one.entities ?? []),
      "entity",
      report,
    ),
    ...featuresOf(files, report),
  ];
}

/** Views and sets with the settings of their folders beneath their own. */
function featuresOf(files: PackageFiles, report: Context["report"]): readonly Definition[] {
  const layersOf = createLayerFinder(files.featureLayers);
  return files.properties.flatMap((one) =>
    (one.features ?? []).map((feature) => {
      const { name, span } = feature;
      if (!isName.test(name)) report(diagnose("Q0026", { name }, { span }));
      const ofFolders = layersOf(pathOf(files, feature.file), name);
      return ofFolders.length === 0 ? feature : { ...feature, layers: [...ofFolders, ...feature.layers] };
    }),
  );
}

interface Context {
  readonly files: PackageFiles;
  readonly layersOf: LayerFinder;
  /** Names of models, seeds and snapshots -> file. */
  readonly taken: Map<string, string>;
  readonly used: Set<Patch>;
  readonly report: (diagnostic: Diagnostic) => void;
}

const noTests: readonly TestDefinition[] = Object.freeze([]);
const baseName = (file: string): string => file.slice(file.lastIndexOf("/") + 1, file.lastIndexOf("."));

function uniqueByName<T extends Definition>(
  definitions: readonly T[],
  what: string,
  report: (diagnostic: Diagnostic) => void,
): readonly T[] {
  const seen = new Map<string, T>();
  for (const definition of definitions) {
    const name = definition.kind === "source" ? `${definition.source}.${definition.name}` : definition.name;
    const first = seen.get(name);
    if (first) {
      const place = `${first.span.file}:${first.span.line}`;
      report(diagnose("Q0007", { what, name, first: place }, { span: definition.span }));
    } else seen.set(name, definition);
  }
  return [...seen.values()];
}

function indexPatches(
  properties: readonly Properties[],
  report: (diagnostic: Diagnostic) => void,
): ReadonlyMap<string, Patch> {
  const patches = new Map<string, Patch>();
  for (const one of properties) {
    for (const patch of one.patches) {
      const first = patches.get(patch.name);
      if (first) {
        const place = `${first.span.file}:${first.span.line}`;
        report(
          diagnose("Q0007", { what: patch.section, name: patch.name, first: place }, { span: patch.span }),
        );
      } else patches.set(patch.name, patch);
    }
  }
  return patches;
}

/** Takes a name for a file; false where another file already has it. */
function claim(context: Context, key: string, name: string, span: Span, kind: string): boolean {
  const first = context.taken.get(key);
  if (first !== undefined) {
    context.report(diagnose("Q0024", { name: key, first, kind }, { span }));
    return false;
  }
  if (!isName.test(name)) context.report(diagnose("Q0026", { name }, { span }));
  context.taken.set(key, span.file);
  return true;
}

const isName = /^[A-Za-z_]\w*$/;

function seedOf(context: Context, file: string, patches: ReadonlyMap<string, Patch>): Definition | undefined {
  const { files } = context;
  const name = baseName(file);
  if (!claim(context, name, name, { file, line: 1, column: 1 }, "seed")) return undefined;
  const patch = patches.get(name);
  if (patch) usePatch(context, patch, file, "seed");
  const layers = [...context.layersOf(pathOf(files, file), name)];
  if (patch && !isEmptyLayer(patch.layer)) layers.push(patch.layer);
  return {
    kind: "seed",
    name,
    file,
    package: files.package,
    span: patch?.span ?? { file, line: 1, column: 1 },
    ...(patch?.description !== undefined && { description: patch.description }),
    layers,
    columns: patch?.columns ?? noColumns,
    tests: patch?.tests ?? noTests,
    columnTests: patch?.columnTests ?? noColumnTests,
    ...(patch && { patchFile: patch.file, patchSpan: patch.span }),
    ...(patch?.constraints && { constraints: patch.constraints }),
  };
}

function modelOf(
  context: Context,
  file: string,
  template: TemplateFacts,
  patches: ReadonlyMap<string, Patch>,
  versions: ReadonlyMap<string, VersionOf>,
): ModelDefinition | undefined {
  const { typescript } = template;
  const base = typescript?.name ?? baseName(file);
  const span = typescript?.span ?? { file, line: 1, column: 1 };
  const { patch = patches.get(base), version } = versions.get(base) ?? {};
  const name = version ? (patch?.name ?? base) : base;
  const key = version ? `${name} v${version.v}` : name;
  if (!claim(context, key, name, span, "model")) return undefined;
  if (patch) usePatch(context, patch, file, "model");
  const columns = version && patch ? columnsOfVersion(patch, version) : (patch?.columns ?? noColumns);
  const model: Writable<ModelDefinition> = {
    kind: "model",
    name,
    file,
    package: context.files.package,
    span,
    layers: layersOfModel(context, file, name, template, patch, version),
    columns: typescript?.columns ? withDeclaredTypes(columns, typescript) : columns,
    tests: version?.tests ?? patch?.tests ?? noTests,
    columnTests:
      version && patch ? columnTestsOfVersion(patch, version) : (patch?.columnTests ?? noColumnTests),
    template,
  };
  if (patch) describeModel(model, patch, version);
  return model;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Properties that most models lack are added one by one: ten thousand spread objects are felt. */
function describeModel(
  model: Writable<ModelDefinition>,
  patch: Patch,
  version: VersionPatch | undefined,
): void {
  const description = version?.description ?? patch.description;
  const deprecationDate = version?.deprecationDate ?? patch.deprecationDate;
  model.patchFile = patch.file;
  model.patchSpan = version?.span ?? patch.span;
  if (description !== undefined) model.description = description;
  if (version) {
    const latestVersion = latestVersionOf(patch);
    model.version = version.v;
    if (latestVersion !== undefined) model.latestVersion = latestVersion;
  }
  if (deprecationDate !== undefined) model.deprecationDate = deprecationDate;
  if (patch.constraints) model.constraints = patch.constraints;
}

function usePatch(context: Context, patch: Patch, file: string, kind: "model" | "seed"): void {
  context.used.add(patch);
  const fits = kind === "seed" ? patch.section !== "snapshot" : patch.section !== "seed";
  if (!fits)
    context.report(diagnose("Q0025", { name: patch.name, file, kind: patch.section }, { span: patch.span }));
}

const listOf = (layer: SettingsLayer | undefined): readonly SettingsLayer[] =>
  layer && !isEmptyLayer(layer) ? [layer] : noLayers;

const noLayers: readonly SettingsLayer[] = Object.freeze([]);

/** Rows that are computed are kept, unless a setting says how. */
const rowsLayer: SettingsLayer = { settings: { materialized: "table" }, spans: {} };
const snapshotLayer: SettingsLayer = { settings: { materialized: "snapshot" }, spans: {} };

function layersOfModel(
  { files, layersOf }: Context,
  file: string,
  name: string,
  template: TemplateFacts,
  patch: Patch | undefined,
  version: VersionPatch | undefined,
): readonly SettingsLayer[] {
  const isSnapshot = patch?.section === "snapshot" || isBelowSnapshots(files, file);
  const isRows = template.typescript?.kind === "rows";
  const ofFolders = layersOf(pathOf(files, file), name);
  const config = layerOfConfig(template);
  // Joined in one step: a list that grows item by item takes ten times the room.
  return noLayers.concat(
    isRows ? rowsLayer : noLayers,
    isSnapshot ? snapshotLayer : noLayers,
    ofFolders,
    listOf(patch?.layer),
    listOf(version?.layer),
    config ?? noLayers,
  );
}

const isBelowSnapshots = ({ folder }: PackageFiles, file: string): boolean =>
  file.startsWith(folder === "" ? "snapshots/" : `${folder}/snapshots/`);

/** Path below models/ (or seeds/, snapshots/) of the package, without the extension. */
function pathOf({ folder }: PackageFiles, file: string): string {
  const start = folder === "" ? 0 : folder.length + 1;
  return file.slice(file.indexOf("/", start) + 1, file.lastIndexOf("."));
}

function singularTestOf(files: PackageFiles, file: string, template: TemplateFacts): Definition {
  return {
    kind: "singular-test",
    name: baseName(file),
    file,
    package: files.package,
    span: { file, line: 1, column: 1 },
    template,
    settings: normalizeTestSettings(template.config),
  };
}

/** Reports entries of YAML that describe no file. */
function reportUnused({ used, taken, report }: Context, patches: ReadonlyMap<string, Patch>): void {
  if (used.size === patches.size) return;
  const names = [...taken.keys()].filter((name) => !patches.has(name));
  for (const patch of patches.values()) {
    // Each version without a file has been reported.
    if (used.has(patch) || (patch.versions && patch.versions.length > 0)) continue;
    const suggestion = findSuggestion(patch.name, names);
    const parameters = { name: patch.name, what: patch.section, ...(suggestion && { suggestion }) };
    report(diagnose("Q0023", parameters, { span: patch.span }));
  }
}
