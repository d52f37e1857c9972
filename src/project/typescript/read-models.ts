import type { Message } from "esbuild";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import { hashOf } from "../../base/hash.ts";
import type { Span } from "../../base/span.ts";
import type { FoundFile } from "../list-files.ts";
import { createLocator } from "../yaml/yaml-node.ts";
import { type Bundle, bundleFile, condense } from "./bundle.ts";
import { collectModels, type ExportedModel } from "./collect-models.ts";
import type { ModelsFile } from "./facts.ts";
import { findExport } from "./find-export.ts";
import { bundlePath, importBundle, keepBundle } from "./import-bundle.ts";
import { findPackageVersions } from "./package-versions.ts";
import { hasUncommonSettings, type ReadingContext, readModel } from "./read-model.ts";
import type { GivensRead, GivenValues } from "./record-givens.ts";
import { createPlaceFinder } from "./source-place.ts";

/**
 * Reads the models that a TypeScript file exports: bundles it, imports the bundle, and asks each model what it reads. Nothing of it
 * reaches a database.
 */
export async function readModels(
  found: FoundFile,
  text: string,
  givens: GivenValues,
): Promise<Outcome<ModelsFile>> {
  const { file } = found;
  const root = found.path.slice(0, found.path.length - file.length - 1);
  const bundled = await bundleFile(found.path);
  if ("failures" in bundled) {
    const diagnostics = bundled.failures.map((failure) => describeFailure(file, failure));
    return { value: { models: [], inputs: [found.path], read: {} }, diagnostics };
  }
  const hash = hashOf(bundled.code, bundled.map);
  const path = bundlePath(root, "models", hash);
  const places = createPlaceFinder(path, found.path, root);
  const imported = await importBundle(path, async () => keepBundle(path, bundled.code, bundled.map));
  const failed = (problem: Diagnostic) => ({
    value: { models: [], inputs: bundled.inputs, read: {} },
    diagnostics: [problem],
  });
  if ("error" in imported) {
    const { error } = imported;
    const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
    const missing = /Cannot find package '([^']+)'/.exec(message)?.[1];
    if (missing !== undefined) {
      const at = text.search(new RegExp(`(?<=["'])${missing.replace(/[^\w]/g, "\\$&")}`));
      const span = at < 0 ? { file, line: 1, column: 1 } : createLocator(file, text)(at, at + missing.length);
      return failed(diagnose("Q1009", { package: missing }, { span }));
    }
    const span = places.ofStack(stack) ?? { file, line: 1, column: 1 };
    return failed(diagnose("Q1001", { file, reason: message }, { span }));
  }
  const locate = (name: string): Span => findExport(file, text, name);
  const { models, problems } = collectModels(imported.module, { file, locate });
  const diagnostics: Diagnostic[] = [...problems];
  const read: GivensRead = {};
  const hashes = await hashExports(found.path, bundled, models);
  const taken = new Map<string, Span>();
  const facts: ModelsFile["models"][number][] = [];
  for (const one of models) {
    const span = places.ofStack(one.model.stack) ?? locate(one.path[0] ?? "default");
    const first = taken.get(one.name);
    if (first) {
      const place = `${first.file}:${first.line}`;
      diagnostics.push(diagnose("Q1004", { name: one.name, first: place }, { span }));
      continue;
    }
    taken.set(one.name, span);
    const context: ReadingContext = {
      file,
      text,
      bundle: { hash, code: bundled.code },
      hash: hashes.get(one.path[0] ?? "") ?? "",
      span,
      places,
      givens,
      read,
    };
    const outcome = readModel(one, context);
    diagnostics.push(...outcome.diagnostics);
    if (!outcome.value) continue;
    facts.push(outcome.value);
    if (hasUncommonSettings(outcome.value)) {
      const { checkConfig } = await import("../check-config.ts");
      diagnostics.push(...checkConfig(outcome.value, "model", `the model "${one.name}"`));
    }
  }
  return { value: { models: facts, inputs: bundled.inputs, read }, diagnostics };
}

/** A hash of what each export is made of: what another export alone uses is left out of it. */
async function hashExports(
  path: string,
  whole: Bundle,
  models: readonly ExportedModel[],
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(models.map((one) => one.path[0] ?? ""))];
  const hashes = new Map<string, string>();
  for (const name of names) {
    const bundled = whole.exports.length === 1 ? whole : await bundleFile(path, name);
    const { code, packages } = "failures" in bundled ? whole : bundled;
    hashes.set(name, hashOf(await condense(code), ...findPackageVersions(path, packages)));
  }
  return hashes;
}

function describeFailure(file: string, { text, location }: Message): Diagnostic {
  if (location === null) return diagnose("Q1000", { reason: text }, { span: { file, line: 1, column: 1 } });
  const isHere = file.endsWith(location.file);
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const span = {
    file: isHere ? file : normalize(`${folder}${location.file}`),
    line: location.line,
    column: location.column + 1,
    length: Math.max(1, location.length),
  };
  return diagnose("Q1000", { reason: text }, { span });
}

/** `models/../lib/x.ts` is `lib/x.ts`. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0) parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
