import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeText } from "../artifacts/write-text.ts";
import { maskSecrets } from "../base/secrets.ts";

/**
 * Makes a folder hold exactly these files of types, leaving what is no `.d.ts` and what has not changed untouched, so that editors
 * and the compiler see only what is new.
 *
 * @returns names of the files written.
 */
export function writeTypes(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const present = new Set(readdirSync(folder).filter((name) => name.endsWith(".d.ts")));
  for (const name of present) if (!(name in files)) rmSync(join(folder, name));
  const masked = Object.entries(files).map(([name, text]) => [name, maskSecrets(text)] as const);
  const changed = masked.filter(
    ([name, text]) => !present.has(name) || readFileSync(join(folder, name), "utf8") !== text,
  );
  for (const [name, text] of changed) writeText(join(folder, name), text);
  return changed.map(([name]) => name);
}
