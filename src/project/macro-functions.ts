import { build, type Message, type Metafile } from "esbuild";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import type { TypeScriptMacro } from "./definitions.ts";
import type { FoundFile } from "./list-files.ts";
import { templateHelpers } from "./template-helpers.ts";
import { createLocator } from "./yaml/yaml-node.ts";

/** The functions of one `macros/*.ts`, and the files that it was bundled from. */
export interface FunctionFile {
  readonly macros: readonly TypeScriptMacro[];
  /** Absolute paths of the file and of what it imports, packages not included. */
  readonly inputs: readonly string[];
}

/** Finds the functions that a TypeScript file exports; each carries the hash of the file bundled with what it imports. */
export async function readMacroFunctions(found: FoundFile, text: string): Promise<Outcome<FunctionFile>> {
  const bundled = await bundleMacros(found.path);
  if ("failures" in bundled) {
    const diagnostics = bundled.failures.map((failure) => describeFailure(found.file, failure));
    return { value: { macros: [], inputs: [found.path] }, diagnostics };
  }
  const hash = hashOf(bundled.code);
  const locate = createLocator(found.file, text);
  const diagnostics: Diagnostic[] = [];
  const macros = bundled.exports
    .filter((name) => name !== "default")
    .map((name): TypeScriptMacro => {
      const start = findExport(text, name);
      const span = locate(start, start + name.length);
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

export interface MacroBundle {
  readonly code: string;
  readonly exports: readonly string[];
  readonly inputs: readonly string[];
}

/** Bundles a TypeScript file with what it imports; packages are left to be imported at run time. */
export async function bundleMacros(
  path: string,
): Promise<MacroBundle | { readonly failures: readonly Message[] }> {
  try {
    const result = await build({
      entryPoints: [path],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "node",
      target: "node20",
      packages: "external",
      legalComments: "none",
      logLevel: "silent",
      // Paths in the bundle's comments and metafile must not depend on where the program was started.
      absWorkingDir: path.slice(0, path.lastIndexOf("/")) || "/",
    });
    const folder = path.slice(0, path.lastIndexOf("/"));
    const metafile: Metafile = result.metafile;
    return {
      code: result.outputFiles[0]?.text ?? "",
      exports: Object.values(metafile.outputs)[0]?.exports ?? [],
      inputs: Object.keys(metafile.inputs).map((input) => new URL(input, `file://${folder}/`).pathname),
    };
  } catch (error) {
    if (isBuildFailure(error)) return { failures: error.errors };
    throw error;
  }
}

function isBuildFailure(error: unknown): error is { readonly errors: readonly Message[] } {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function describeFailure(file: string, { text, location }: Message): Diagnostic {
  const isHere = location !== null && file.endsWith(location.file);
  const span = isHere
    ? { file, line: location.line, column: location.column + 1, length: Math.max(1, location.length) }
    : { file, line: 1, column: 1 };
  const cause = isHere || location === null ? text : `${location.file}:${location.line}: ${text}`;
  return diagnose("Q0215", { file }, { span, cause });
}

function findExport(text: string, name: string): number {
  const escaped = name.replaceAll("$", "\\$");
  const declared = new RegExp(
    `export\\s+(?:async\\s+)?(?:function\\s*\\*?|const|let|var)\\s+(${escaped})\\b`,
  ).exec(text);
  if (declared) return declared.index + declared[0].length - name.length;
  const listed = new RegExp(`export\\s*\\{[^}]*?\\b(${escaped})\\b`).exec(text);
  return listed ? listed.index + listed[0].length - name.length : 0;
}
