import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { starterProject } from "../starter-project.ts";

/** What `quern init` does. */
export async function init({ words, directory, terminal }: Invocation): Promise<ExitCode> {
  const given = words[0] ?? ".";
  const folder = resolve(directory, given);
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0))
    throw new DiagnosticError([diagnose("Q0702", { directory: given })]);
  const name = projectName(basename(folder));
  const files = Object.entries(starterProject(name));
  for (const [file, text] of files) {
    mkdirSync(join(folder, file, ".."), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  if (terminal.json) terminal.printJson({ name, directory: given, files: files.map(([file]) => file) });
  terminal.say(`made the project ${name} with ${files.length} files in ${given}`);
  terminal.say(`next: ${given === "." ? "" : `cd ${given} && `}quern build`);
  return 0;
}

/** A folder's name as a project's: lower case letters, digits and underscores, starting with a letter. */
function projectName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[a-z]/.test(name) ? name : `project${name ? `_${name}` : ""}`;
}
