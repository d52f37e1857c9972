import { join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import type { MacroDefinition, TypeScriptMacro } from "../definitions.ts";
import { bundlePath, importBundle, keepBundle } from "./import-bundle.ts";

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
    const path = bundlePath(root, "macros", ofFile[0]?.hash ?? "");
    const loaded = await importBundle(path, () => writeBundle(join(root, file), path));
    if ("error" in loaded) {
      const cause = loaded.error instanceof Error ? loaded.error.message : String(loaded.error);
      diagnostics.push(diagnose("Q0215", { file }, { span: { file, line: 1, column: 1 }, cause }));
      continue;
    }
    for (const { name } of ofFile) {
      const value = loaded.module[name];
      if (typeof value === "function") functions.set(name, value as MacroFunction);
    }
  }
  return { value: functions, diagnostics };
}

async function writeBundle(source: string, path: string): Promise<void> {
  const { bundleFile } = await import("./bundle.ts");
  const made = await bundleFile(source);
  if ("failures" in made) throw new Error(made.failures.map(({ text }) => text).join("; "));
  keepBundle(path, made.code);
}
