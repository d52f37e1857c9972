import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { assembleDefinitions } from "./assemble.ts";
import type { DocsBlock, MacroDefinition, Project } from "./definitions.ts";
import { parseDocsBlocks } from "./docs-blocks.ts";
import { listFiles } from "./list-files.ts";
import { parseHandlebarsMacro } from "./macros.ts";
import { parseModelFile, parseTestFile } from "./model-file.ts";
import { readProjectFile } from "./project-file.ts";
import { type Properties, readProperties } from "./properties.ts";
import { readText } from "./read-text.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

export interface ReadOptions {
  /** Absolute path of the folder that holds project.yml. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether target/cache may be read and written. Default true. */
  readonly cache?: boolean;
}

/**
 * Reads every file of a project and returns its definitions with everything that is wrong. Undefined only where project.yml itself
 * cannot be used.
 */
export async function readProject(options: ReadOptions): Promise<Outcome<Project | undefined>> {
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic) => diagnostics.push(found);
  const { root } = options;
  if (!existsSync(join(root, "project.yml"))) {
    return { value: undefined, diagnostics: [diagnose("Q0001", { directory: root })] };
  }
  const text = readText({ file: "project.yml", path: join(root, "project.yml") });
  if (typeof text !== "string") return { value: undefined, diagnostics: [text] };
  const parsed = take(parseYaml("project.yml", text), diagnostics);
  const project = take(readProjectFile(parsed), diagnostics);
  if (!project) return { value: undefined, diagnostics };

  const macros: Record<string, MacroDefinition> = {};
  const docs: Record<string, DocsBlock> = {};
  const models: { file: string; facts: TemplateFacts }[] = [];
  const seeds: string[] = [];
  const properties: Properties[] = [];
  for (const folder of ["models", "seeds", "snapshots"]) {
    for (const found of listFiles(root, folder)) {
      const extension = found.file.slice(found.file.lastIndexOf(".") + 1);
      if (extension === "csv") seeds.push(found.file);
      if (!["sql", "yml", "yaml", "md"].includes(extension)) continue;
      const content = readText(found);
      if (typeof content !== "string") {
        report(content);
        continue;
      }
      if (extension === "sql")
        models.push({ file: found.file, facts: take(parseModelFile(found.file, content), diagnostics) });
      else if (extension === "md") {
        for (const block of take(parseDocsBlocks(found.file, content), diagnostics)) docs[block.name] = block;
      } else
        properties.push(
          take(
            readProperties(take(parseYaml(found.file, content), diagnostics), project.config.name),
            diagnostics,
          ),
        );
    }
  }
  for (const found of listFiles(root, "macros")) {
    const isFunctions = /\.ts$/.test(found.file) && !/\.(d|test)\.ts$/.test(found.file);
    if (!found.file.endsWith(".hbs") && !isFunctions) continue;
    const content = readText(found);
    if (typeof content !== "string") report(content);
    else if (isFunctions) {
      const { readMacroFunctions } = await import("./macro-functions.ts");
      for (const macro of take(await readMacroFunctions(found, content), diagnostics).macros)
        macros[macro.name] = macro;
    } else {
      const macro = take(parseHandlebarsMacro(found.file, content), diagnostics);
      macros[macro.name] = macro;
    }
  }
  const singularTests: { file: string; facts: TemplateFacts }[] = [];
  for (const found of listFiles(root, "tests", false)) {
    if (!found.file.endsWith(".sql")) continue;
    const content = readText(found);
    if (typeof content !== "string") report(content);
    else
      singularTests.push({ file: found.file, facts: take(parseTestFile(found.file, content), diagnostics) });
  }
  const definitions = assembleDefinitions(
    {
      package: project.config.name,
      folder: "",
      models,
      seeds,
      singularTests,
      properties,
      folderLayers: [project.layers],
    },
    report,
  );
  return { value: { root, config: project.config, definitions, macros, docs }, diagnostics };
}

function take<T>(outcome: Outcome<T>, diagnostics: Diagnostic[]): T {
  diagnostics.push(...outcome.diagnostics);
  return outcome.value;
}
