import type { Message } from "esbuild";
import { type Diagnostic, diagnose, type Outcome } from "../../base/diagnostic.ts";
import { hashOf } from "../../base/hash.ts";
import type { TypeScriptMacro } from "../definitions.ts";
import type { FoundFile } from "../list-files.ts";
import { templateHelpers } from "../template-helpers.ts";
import { bundleFile } from "./bundle.ts";
import { findExport } from "./find-export.ts";

/** The functions of one `macros/*.ts`, and the files that it was bundled from. */
export interface FunctionFile {
  readonly macros: readonly TypeScriptMacro[];
  /** Absolute paths of the file and of what it imports, packages not included. */
  readonly inputs: readonly string[];
}

/** Finds the functions that a TypeScript file exports; each carries the hash of the file bundled with what it imports. */
export async function readMacroFunctions(found: FoundFile, text: string): Promise<Outcome<FunctionFile>> {
  const bundled = await bundleFile(found.path);
  if ("failures" in bundled) {
    const diagnostics = bundled.failures.map((failure) => describeFailure(found.file, failure));
    return { value: { macros: [], inputs: [found.path] }, diagnostics };
  }
  const hash = hashOf(bundled.code);
  const diagnostics: Diagnostic[] = [];
  const macros = bundled.exports
    .filter((name) => name !== "default")
    .map((name): TypeScriptMacro => {
      const span = findExport(found.file, text, name);
      if (Object.hasOwn(templateHelpers, name)) diagnostics.push(diagnose("Q0214", { name }, { span }));
      return { kind: "typescript", name, file: found.file, hash, span };
    });
  if (macros.length === 0) {
    diagnostics.push(
      diagnose("Q0216", { file: found.file }, { span: { file: found.file, line: 1, column: 1 } }),
    );
  }
  return { value: { macros, inputs: bundled.inputs }, diagnostics };
}

function describeFailure(file: string, { text, location }: Message): Diagnostic {
  const isHere = location !== null && file.endsWith(location.file);
  const span = isHere
    ? { file, line: location.line, column: location.column + 1, length: Math.max(1, location.length) }
    : { file, line: 1, column: 1 };
  const cause = isHere || location === null ? text : `${location.file}:${location.line}: ${text}`;
  return diagnose("Q0215", { file }, { span, cause });
}
