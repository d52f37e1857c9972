import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Outcome } from "../../../src/base/diagnostic.ts";
import type { Project } from "../../../src/project/definitions.ts";
import { type ReadOptions, readProject } from "../../../src/project/read-project.ts";

/** Files of a project by their path; project.yml is added where it is not given. */
export type ProjectFiles = Readonly<Record<string, string | Uint8Array>>;

/** Writes a project into a temporary folder that goes with the test, and returns the folder. */
export function makeProject(files: ProjectFiles): string {
  const root = mkdtempSync(join(tmpdir(), "quern-read-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries({ "project.yml": "name: demo\n", ...files })) {
    writeProjectFile(root, file, content);
  }
  return root;
}

/** Writes a file; the time of its content is always the same. */
export function writeProjectFile(root: string, file: string, content: string | Uint8Array): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const past = new Date(1_700_000_000_000);
  utimesSync(path, past, past);
}

/** Writes a project and reads it without a cache. */
export async function readFiles(
  files: ProjectFiles,
  options: Partial<ReadOptions> = {},
): Promise<Outcome<Project | undefined>> {
  return readProject({ root: makeProject(files), environment: {}, cache: false, ...options });
}

/** Reads a project that must be without problems. */
export async function readSound(files: ProjectFiles, options: Partial<ReadOptions> = {}): Promise<Project> {
  const { value, diagnostics } = await readFiles(files, options);
  if (diagnostics.length > 0 || !value)
    throw new Error(diagnostics.map((problem) => renderProblem(problem)).join("\n"));
  return value;
}

/** `file:line:column CODE message`, with ` | hint` where asked for. */
export function renderProblem(
  { code, message, span, hint }: Outcome<unknown>["diagnostics"][number],
  withHint = false,
): string {
  const place = span ? `${span.file}:${span.line}:${span.column} ` : "";
  return `${place}${code} ${message}${withHint ? ` | ${hint ?? ""}` : ""}`;
}
