import * as fs from "node:fs";
import { join, relative, sep } from "node:path";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { requireProjectRoot } from "../open-project.ts";

/** What `quern clean` does. */
export async function clean({ options, directory, terminal }: Invocation): Promise<ExitCode> {
  const root = requireProjectRoot(options, directory);
  const target = join(root, "target");
  if (!fs.existsSync(target)) {
    if (terminal.json) terminal.printJson({ deleted: [], kept: [] });
    terminal.say("nothing to delete");
    return 0;
  }
  const real = fs.realpathSync(target);
  if (real !== join(fs.realpathSync(root), "target"))
    throw new DiagnosticError([
      diagnose("Q0712", { path: "target", reason: "it is a link to a folder outside the project" }),
    ]);
  const isWarehouse = (file: string) => /\.(duckdb|db)(\.wal)?$/.test(file);
  const files = fs
    .readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const kept = options.all ? [] : files.filter(isWarehouse);
  const deleted = files.filter((file) => !kept.includes(file));
  if (!options.dryRun) {
    for (const file of deleted) fs.rmSync(file, { force: true });
    if (kept.length === 0) fs.rmSync(target, { recursive: true, force: true });
  }
  const shown = (file: string) => relative(root, file).split(sep).join("/");
  if (terminal.json) terminal.printJson({ deleted: deleted.map(shown), kept: kept.map(shown) });
  const verb = options.dryRun ? "would delete" : "deleted";
  terminal.say(`${verb} ${deleted.length} ${deleted.length === 1 ? "file" : "files"} in target/`);
  for (const file of kept) terminal.say(`kept ${shown(file)} (--all deletes it)`);
  return 0;
}
