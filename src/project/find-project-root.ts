import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Finds the folder that holds project.yml, starting at `from` and going up; undefined where there is none. */
export function findProjectRoot(from: string): string | undefined {
  let folder = resolve(from);
  while (!existsSync(join(folder, "project.yml"))) {
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return folder;
}
