import { basename, join, resolve } from "node:path";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern init DIR`: writes a small project that builds at once. */
export const initCommand: Command = {
  name: "init",
  summary: "make a small working project in a new folder",
  arguments: [{ name: "DIR", description: "a new or empty folder" }],
  options: [],
  examples: ["quern init shop && cd shop && quern build"],
  run,
};

async function run({ words, directory, terminal }: Invocation): Promise<ExitCode> {
  const { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } = await import("node:fs");
  const { starterProject } = await import("../starter-project.ts");
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
