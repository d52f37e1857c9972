import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { MacroDefinition, TypeScriptMacro } from "./definitions.ts";

export type MacroFunction = (...args: readonly unknown[]) => unknown;

/** Functions by the macro's name. */
export type MacroFunctions = ReadonlyMap<string, MacroFunction>;

/**
 * Imports the functions of all TypeScript macros. Each file is bundled to target/cache/macros under its hash, so that an unchanged one
 * is imported without bundling. Exports that are no functions are left out. A file whose import throws is a diagnostic, and its macros are absent.
 */
export async function loadMacroFunctions(
  root: string,
  macros: Readonly<Record<string, MacroDefinition>>,
): Promise<Outcome<MacroFunctions>> {
  const functions = new Map<string, MacroFunction>();
  const diagnostics: Diagnostic[] = [];
  const files = new Map<string, TypeScriptMacro[]>();
  for (const macro of Object.values(macros)) {
    if (macro.kind === "typescript") files.set(macro.file, [...(files.get(macro.file) ?? []), macro]);
  }
  for (const [file, ofFile] of files) {
    const loaded = await importFile(root, file, ofFile[0]?.hash ?? "");
    if ("cause" in loaded) {
      diagnostics.push(
        diagnose("Q0215", { file }, { span: { file, line: 1, column: 1 }, cause: loaded.cause }),
      );
      continue;
    }
    for (const { name } of ofFile) {
      const value = loaded.module[name];
      if (typeof value === "function") functions.set(name, value as MacroFunction);
    }
  }
  return { value: functions, diagnostics };
}

type Imported = { readonly module: Readonly<Record<string, unknown>> } | { readonly cause: string };

async function importFile(root: string, file: string, hash: string): Promise<Imported> {
  const bundle = join(root, "target", "cache", "macros", `${hash}.mjs`);
  try {
    if (!existsSync(bundle)) await writeBundle(join(root, file), bundle);
    return { module: (await import(pathToFileURL(bundle).href)) as Readonly<Record<string, unknown>> };
  } catch (error) {
    return { cause: error instanceof Error ? error.message : String(error) };
  }
}

async function writeBundle(source: string, bundle: string): Promise<void> {
  const { bundleMacros } = await import("./macro-functions.ts");
  const made = await bundleMacros(source);
  if ("failures" in made) throw new Error(made.failures.map(({ text }) => text).join("; "));
  mkdirSync(join(bundle, ".."), { recursive: true });
  const draft = `${bundle}.${process.pid}`;
  writeFileSync(draft, made.code);
  renameSync(draft, bundle);
}
