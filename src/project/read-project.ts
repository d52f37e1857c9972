import { relative } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { assembleDefinitions } from "./assemble.ts";
import { openReadCache } from "./cache/read-cache.ts";
import { checkCalls } from "./check-calls.ts";
import type { Json, MacroDefinition, Project, ProjectConfig } from "./definitions.ts";
import { readEnvironment } from "./environment.ts";
import { createFileReader, type FileReader } from "./file-reader.ts";
import { fillProjectFile } from "./fill-project-file.ts";
import { fillTexts } from "./fill-texts.ts";
import { collectDocs, collectMacros } from "./named-texts.ts";
import { findProjectFile, listPackage, type PackageContents, readPackage } from "./package-files.ts";
import { layersOfPackage, layersOfProject, reportUnusedFolders } from "./package-layers.ts";
import { findPackages } from "./packages.ts";
import { uniqueRules } from "./rules.ts";
import { givensOf } from "./typescript/givens-of.ts";

export interface ReadOptions {
  /** Absolute path of the folder that holds project.yml. */
  readonly root: string;
  /** Variables of the shell; those of `.env` are merged beneath them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether target/cache may be read and written. Default true. */
  readonly cache?: boolean;
  /** `--vars`: win over `vars:` wherever YAML asks for a variable. */
  readonly vars?: Readonly<Record<string, Json>>;
  /** `--target`. Other targets may name environment variables that are not set. Default: the project's. */
  readonly target?: string;
}

/**
 * Reads every file of a project and returns its definitions with everything that is wrong with them. Undefined only where project.yml
 * itself cannot be used.
 *
 * ```
 * files --list--> --parse, or cache--> facts of each file --fill {{env}}--> --assemble--> definitions
 * ```
 */
export async function readProject(options: ReadOptions): Promise<Outcome<Project | undefined>> {
  const { root } = options;
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Diagnostic) => void diagnostics.push(problem);
  const finish = (value: Project | undefined) => ({ value, diagnostics: diagnostics.sort(byPlace) });
  const projectFile = findProjectFile(root, "");
  if (!projectFile) return { value: undefined, diagnostics: [diagnose("Q0001", { directory: root })] };

  const listing = listPackage(root, "");
  const cache = options.cache === false ? undefined : openReadCache(root);
  let config: ProjectConfig | undefined;
  const imports = new Set<string>();
  const read = createFileReader(cache, report, () => givensOf(config, options), imports);
  const environment = readEnvironment(root, options.environment);
  for (const problem of environment.diagnostics) report(problem);
  const written = await read("project", projectFile, "");
  if (!written) return finish(undefined);
  const context = { environment: environment.value, vars: options.vars ?? {}, target: options.target };
  const { layers, featureLayers, packageSpans, ...filled } = fillProjectFile(written, context, report);
  config = filled.config;

  const own = await readPackage(listing, config.name, read);
  const wanted = config.packages.map((name, i) => ({ name, span: packageSpans[i] ?? config.span }));
  const packages = findPackages(root, wanted, report);
  const others = await Promise.all(
    packages.map(async ({ name, folder }) => ({
      name,
      folder,
      ...(await readPackageLayers(root, folder, read)),
      contents: await readPackage(listPackage(root, folder), name, read),
    })),
  );
  cache?.save();

  const all: readonly PackageContents[] = [own, ...others.map(({ contents }) => contents)];
  const docs = collectDocs(all, report);
  const macros = collectMacros(all, report);
  const fillers = { environment: environment.value, vars: { ...config.vars, ...options.vars }, docs };
  const fill = (contents: PackageContents) =>
    contents.properties.map((one) => (one.tags ? fillTexts(one, fillers, one.tags, report) : one));
  const definitions = [
    ...assembleDefinitions(
      {
        ...own,
        package: config.name,
        folder: "",
        properties: fill(own),
        folderLayers: layersOfProject(layers, config.name),
        featureLayers: layersOfProject(featureLayers, config.name),
      },
      report,
    ),
    ...others.flatMap(({ name, folder, contents, layers: theirs, featureLayers: theirFeatures }) =>
      assembleDefinitions(
        {
          ...contents,
          package: name,
          folder,
          properties: fill(contents),
          folderLayers: [theirs, ...layersOfPackage(layers, name)],
          featureLayers: [theirFeatures, ...layersOfPackage(featureLayers, name)],
        },
        report,
      ),
    ),
  ];
  const files = { project: config.name, definitions, packages };
  reportUnusedFolders(layers, files, ["model", "seed"], report);
  reportUnusedFolders(featureLayers, files, ["feature-view", "feature-set"], report);
  checkTemplates(all, macros, report);
  const rules = uniqueRules(
    all.flatMap((one) => one.rules),
    report,
  );
  return finish({
    root,
    config,
    definitions,
    macros: Object.fromEntries(macros),
    docs,
    rules,
    imports: [...imports].map((path) => relative(root, path).replaceAll("\\", "/")),
  });
}

async function readPackageLayers(root: string, folder: string, read: FileReader) {
  const found = findProjectFile(root, folder);
  const project = found && (await read("project", found, folder));
  return { layers: project?.layers ?? {}, featureLayers: project?.featureLayers ?? {} };
}

function checkTemplates(
  packages: readonly PackageContents[],
  macros: ReadonlyMap<string, MacroDefinition>,
  report: (problem: Diagnostic) => void,
): void {
  for (const { models, singularTests, rules, macros: own } of packages) {
    for (const { facts } of models) checkCalls(facts, macros, report);
    for (const { facts } of singularTests) checkCalls(facts, macros, report);
    for (const { template } of rules) checkCalls(template, macros, report);
    for (const macro of own) {
      if (macro.kind !== "handlebars") continue;
      // Without declared parameters any bare name may be one.
      const { template, parameters } = macro;
      const known = template.macros.filter(({ bare }) => parameters !== null || !bare);
      checkCalls({ ...template, macros: known }, macros, report);
    }
  }
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [left, right] = [a.span, b.span];
  if (!left || !right) return left ? 1 : right ? -1 : 0;
  if (left.file !== right.file)
    return rank(left.file) - rank(right.file) || (left.file < right.file ? -1 : 1);
  return left.line - right.line || left.column - right.column;
}

const rank = (file: string): number => (file === "project.yml" ? 0 : 1);
