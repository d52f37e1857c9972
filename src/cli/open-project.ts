import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DiagnosticError, diagnose, hasErrors } from "../base/diagnostic.ts";
import type { Loaded, ProjectRequest } from "../pipeline.ts";
import { loadGraph } from "../pipeline.ts";
import type { Json } from "../project/definitions.ts";
import { findProjectRoot } from "../project/find-project-root.ts";
import type { Invocation } from "./command.ts";
import type { Options } from "./options.ts";
import { parseVars } from "./values.ts";

/** The project's folder: --project-dir, or the nearest one above that holds project.yml. */
export function requireProjectRoot(options: Options, directory: string): string {
  const from = resolve(directory, options.projectDir ?? ".");
  const root = findProjectRoot(from);
  if (root === undefined)
    throw new DiagnosticError([diagnose("Q0001", { directory: options.projectDir ?? from })]);
  return root;
}

/** What the common options ask to be read. Problems are shown with lines of the project's files from here on. */
export async function projectRequest(
  { options, directory, environment, terminal, now }: Invocation,
  vars: Readonly<Record<string, Json>> = {},
): Promise<ProjectRequest> {
  const root = requireProjectRoot(options, directory);
  terminal.useTexts((file) => readTextOrNothing(join(root, file)));
  return {
    root,
    environment,
    vars: { ...vars, ...(await parseVars(options.vars ?? [])) },
    now,
    ...(options.target !== undefined && { target: options.target }),
    cache: options.cache !== false,
  };
}

/**
 * Reads the project and resolves its graph, as the common options say. Warnings are printed; a project with errors ends the command with
 * all of them.
 *
 * @param vars variables beneath those of --vars
 */
export async function openProject(
  invocation: Invocation,
  vars: Readonly<Record<string, Json>> = {},
): Promise<Loaded> {
  const { value: loaded, diagnostics } = await loadGraph(await projectRequest(invocation, vars));
  if (loaded === undefined || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  invocation.terminal.report(diagnostics);
  return loaded;
}

/** For the source line of a problem: a file that has gone since is shown without one. */
function readTextOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
