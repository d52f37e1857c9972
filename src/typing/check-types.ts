import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { writeCompilerSettings } from "./compiler-settings.ts";
import { describeProblem } from "./describe-problem.ts";
import { findCompiler } from "./find-compiler.ts";
import { packageFolder } from "./own-types.ts";
import { readCompilerOutput } from "./read-compiler-output.ts";

export interface CheckedTypes {
  /** How many files of the project there were to check; where there is none, TypeScript is not looked for. */
  readonly files: number;
  /** Version of TypeScript. */
  readonly compiler?: string;
}

export interface CheckTypesOptions {
  /** Where `writeTypes` has put the types; `target/types` of the project where absent. */
  readonly folder?: string;
  /** Types of this package; where absent, those it was built with. */
  readonly entry?: string;
  /** Where TypeScript is looked for, the first first; the project and where this program is installed, where absent. */
  readonly compilers?: readonly string[];
}

/**
 * Runs tsc over a project's models and macros in TypeScript, with the types of its nodes (`writeTypes` has written them before) and of this
 * package. It is the project's own TypeScript, else the one beside this program.
 */
export async function checkTypes(
  root: string,
  {
    folder = join(root, "target", "types"),
    entry,
    compilers = [root, packageFolder()],
  }: CheckTypesOptions = {},
): Promise<Outcome<CheckedTypes>> {
  const files = countFiles(root);
  if (files === 0) return { value: { files }, diagnostics: [] };
  const compiler = findCompiler(compilers);
  if (compiler === undefined) return { value: { files }, diagnostics: [diagnose("Q1100", {})] };
  const value = { files, compiler: compiler.version };
  if (Number.parseInt(compiler.version, 10) < 5)
    return { value, diagnostics: [diagnose("Q1101", { version: compiler.version })] };
  writeCompilerSettings(root, folder, entry);
  const { output, failed } = await run(compiler.file, root, join(folder, "tsconfig.json"));
  const problems = readCompilerOutput(output);
  const diagnostics: Diagnostic[] = problems.map((problem) => describeProblem(problem, root, folder));
  if (failed && problems.length === 0)
    diagnostics.push(diagnose("Q1104", { version: compiler.version }, { cause: output.trim() }));
  return { value, diagnostics };
}

function countFiles(root: string): number {
  const isChecked = (name: string) => name.endsWith(".ts") && !name.endsWith(".d.ts");
  const count = (name: string, recursive: boolean) => {
    const path = join(root, name);
    if (!existsSync(path)) return 0;
    return readdirSync(path, { recursive, encoding: "utf8" }).filter(isChecked).length;
  };
  return count("models", true) + count("macros", false);
}

function run(
  compiler: string,
  root: string,
  settings: string,
): Promise<{ readonly output: string; readonly failed: boolean }> {
  const parameters = [compiler, "--project", settings, "--pretty", "false"];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      parameters,
      { cwd: root, maxBuffer: 2 ** 30, windowsHide: true },
      (error, stdout, stderr) => {
        const words = error !== null && stdout === "" ? `${stderr}${error.message}` : stderr;
        resolve({ output: `${stdout}${words}`, failed: error !== null });
      },
    );
  });
}
