import { join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { TemplateFacts } from "../template-facts.ts";
import { followPath } from "./collect-models.ts";
import type { TypeScriptFacts } from "./facts.ts";
import { bundlePath, importBundle, keepBundle } from "./import-bundle.ts";
import { isModel, type TypeScriptModel } from "./model.ts";
import { createPlaceFinder, type PlaceFinder } from "./source-place.ts";

/** A model whose bundle has been imported, with what finds its places. */
export interface LoadedModel {
  readonly model: TypeScriptModel;
  readonly places: PlaceFinder;
}

/** Finds the loaded model of a definition. */
export type ModelFinder = (template: TemplateFacts) => LoadedModel | undefined;

/**
 * Imports the models of templates that are in TypeScript, each file once. A bundle that is gone from target/cache is made again; one that
 * cannot be imported is a diagnostic, and its models are absent.
 */
export async function loadModels(
  root: string,
  templates: Iterable<TemplateFacts>,
): Promise<Outcome<ModelFinder>> {
  const modules = new Map<string, Readonly<Record<string, unknown>>>();
  const diagnostics: Diagnostic[] = [];
  const tried = new Set<string>();
  for (const { file, typescript } of templates) {
    if (!typescript || tried.has(typescript.bundle)) continue;
    tried.add(typescript.bundle);
    const path = bundlePath(root, "models", typescript.bundle);
    const imported = await importBundle(path, () => writeBundle(join(root, file), path));
    if ("module" in imported) modules.set(typescript.bundle, imported.module);
    else {
      const reason = imported.error instanceof Error ? imported.error.message : String(imported.error);
      diagnostics.push(diagnose("Q1001", { file, reason }, { span: typescript.span }));
    }
  }
  const find: ModelFinder = ({ file, typescript }) => {
    const module = typescript && modules.get(typescript.bundle);
    const model = module && followPath(module, typescript.path);
    return isModel(model)
      ? { model, places: placesOf(root, file, typescript as TypeScriptFacts) }
      : undefined;
  };
  return { value: find, diagnostics };
}

function placesOf(root: string, file: string, { bundle }: TypeScriptFacts): PlaceFinder {
  return createPlaceFinder(bundlePath(root, "models", bundle), join(root, file), root);
}

async function writeBundle(source: string, path: string): Promise<void> {
  const { bundleFile } = await import("./bundle.ts");
  const made = await bundleFile(source);
  if ("failures" in made) throw new Error(made.failures.map(({ text }) => text).join("; "));
  keepBundle(path, made.code, made.map);
}
