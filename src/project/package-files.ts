import { join } from "node:path";
import type { PackageFiles } from "./assemble.ts";
import { readStamp } from "./cache/stamp.ts";
import type { DocsBlock, MacroDefinition, RuleDefinition } from "./definitions.ts";
import type { FileReader } from "./file-reader.ts";
import { type FoundFile, listFiles } from "./list-files.ts";
import type { FileRole } from "./parse-file.ts";
import { ruleOf } from "./rules.ts";
import type { ModelsFile } from "./typescript/facts.ts";

/** Files of a package by what they are to it. */
export interface PackageListing {
  readonly files: readonly { readonly role: FileRole | "seed"; readonly found: FoundFile }[];
}

/** Folders that hold definitions; a project need not have them all. */
const definitionFolders = ["models", "seeds", "snapshots", "features"] as const;

/** What counts in features/. */
const rolesOfFeatures: ReadonlySet<string> = new Set(["properties", "docs"]);

/**
 * Lists a package's files: models/, seeds/, snapshots/ and features/ with their folders, macros/ and rules/ with theirs, and the SQL and YAML
 * files of tests/ itself (folders below it belong to other tools).
 *
 * @param folder Relative to the project; "" is the project.
 */
export function listPackage(root: string, folder: string): PackageListing {
  const below = (name: string) => (folder === "" ? name : `${folder}/${name}`);
  const files: PackageListing["files"][number][] = [];
  for (const name of definitionFolders) {
    for (const found of listFiles(root, below(name))) {
      const role =
        isModule(found.file) && !isHelper(found.file) ? "models" : definitionRoles[extensionOf(found.file)];
      if (!role || (role === "models" && name !== "models")) continue;
      if (name !== "features" || rolesOfFeatures.has(role)) files.push({ role, found });
    }
  }
  for (const found of listFiles(root, below("macros"))) {
    if (found.file.endsWith(".hbs")) files.push({ role: "partial", found });
    else if (isModule(found.file)) files.push({ role: "functions", found });
    else if (found.file.endsWith(".md")) files.push({ role: "docs", found });
  }
  for (const found of listFiles(root, below("tests"), false)) {
    if (found.file.endsWith(".sql")) files.push({ role: "test", found });
    else if (/\.ya?ml$/i.test(found.file)) files.push({ role: "properties", found });
  }
  for (const found of listFiles(root, below("rules"))) {
    if (found.file.endsWith(".sql")) files.push({ role: "rule", found });
  }
  return { files };
}

const definitionRoles: Readonly<Record<string, FileRole | "seed">> = {
  sql: "model",
  csv: "seed",
  yml: "properties",
  yaml: "properties",
  md: "docs",
};

/** TypeScript that is neither a test nor a declaration. */
const isModule = (file: string): boolean => file.endsWith(".ts") && !/\.(?:d|test)\.ts$/.test(file);

/** `models/_shared.ts` exports no models. */
const isHelper = (file: string): boolean => file.slice(file.lastIndexOf("/") + 1).startsWith("_");

const extensionOf = (file: string): string => file.slice(file.lastIndexOf(".") + 1).toLowerCase();

/** What the files of a package hold. */
export interface PackageContents
  extends Pick<PackageFiles, "models" | "seeds" | "singularTests" | "properties"> {
  readonly docs: readonly DocsBlock[];
  readonly macros: readonly MacroDefinition[];
  readonly rules: readonly RuleDefinition[];
}

/** Reads the listed files. */
export async function readPackage(
  listing: PackageListing,
  owner: string,
  read: FileReader,
): Promise<PackageContents> {
  const models: PackageFiles["models"][number][] = [];
  const seeds: string[] = [];
  const singularTests: PackageFiles["singularTests"][number][] = [];
  const properties: PackageFiles["properties"][number][] = [];
  const docs: DocsBlock[] = [];
  const macros: MacroDefinition[] = [];
  const modules = await readModules(listing, owner, read);
  const rules: RuleDefinition[] = [];
  for (const { role, found } of listing.files) {
    const { file } = found;
    switch (role) {
      case "seed":
        seeds.push(file);
        break;
      case "model": {
        const reading = read("model", found, owner);
        const facts = reading instanceof Promise ? await reading : reading;
        if (facts) models.push({ file, facts });
        break;
      }
      case "models": {
        const facts = modules.get(file)?.models ?? [];
        models.push(...facts.map((one) => ({ file, facts: one })));
        break;
      }
      case "test": {
        const facts = await read("test", found, owner);
        if (facts) singularTests.push({ file, facts });
        break;
      }
      case "rule": {
        const facts = await read("rule", found, owner);
        if (facts) rules.push(ruleOf(file, owner, facts));
        break;
      }
      case "properties": {
        const reading = read("properties", found, owner);
        const parsed = reading instanceof Promise ? await reading : reading;
        if (parsed) properties.push(parsed);
        break;
      }
      case "docs":
        docs.push(...((await read("docs", found, owner)) ?? []));
        break;
      case "partial": {
        const macro = await read("partial", found, owner);
        if (macro) macros.push(macro);
        break;
      }
      case "functions":
        macros.push(...((await read("functions", found, owner))?.macros ?? []));
        break;
    }
  }
  return { models, seeds, singularTests, properties, docs, macros, rules };
}

/** Bundles that are made at once. The compiler is a program of its own, which waits less if it has more to do. */
const bundlesAtOnce = 8;

/** Reads the files of models in TypeScript, several at once. */
async function readModules(
  { files }: PackageListing,
  owner: string,
  read: FileReader,
): Promise<ReadonlyMap<string, ModelsFile>> {
  const modules = new Map<string, ModelsFile>();
  const waiting = files.flatMap(({ role, found }) => (role === "models" ? [found] : []));
  const work = async () => {
    for (let found = waiting.shift(); found; found = waiting.shift()) {
      const parsed = await read("models", found, owner);
      if (parsed) modules.set(found.file, parsed);
    }
  };
  await Promise.all(Array.from({ length: Math.min(bundlesAtOnce, waiting.length) }, work));
  return modules;
}

/** project.yml of the project or (by its folder) of a package, where there is one. */
export function findProjectFile(root: string, folder: string): FoundFile | undefined {
  const file = folder === "" ? "project.yml" : `${folder}/project.yml`;
  const path = join(root, file);
  const stamp = readStamp(path);
  return stamp && { file, path, stamp };
}
