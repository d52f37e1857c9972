import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readStat, type Stamp, stampOf } from "./cache/stamp.ts";

/** A file of the project: path relative to its root, with `/`, and on disk. */
export interface FoundFile {
  readonly file: string;
  readonly path: string;
  readonly stamp: Stamp;
}

/** Folders that hold no definitions wherever they stand. */
const skipped = new Set(["node_modules", "target", "__pycache__"]);

/**
 * Lists the files below a folder, in the order of their names at every level; hidden ones, node_modules and target are left out. An
 * absent folder has none.
 *
 * @param folder Path relative to the root, with `/`.
 */
export function listFiles(root: string, folder: string, isDeep = true): FoundFile[] {
  const found: FoundFile[] = [];
  collect(join(root, folder), folder, isDeep, found, 0);
  return found;
}

/** Links that lead back to their own folder would never end. */
const deepest = 64;

function collect(path: string, folder: string, isDeep: boolean, found: FoundFile[], depth: number): void {
  if (!readStat(path)?.isDirectory()) return;
  const [pathBefore, folderBefore] = [`${path}/`, `${folder}/`];
  for (const name of readdirSync(path).sort()) {
    if (name.startsWith(".")) continue;
    const inner = pathBefore + name;
    const file = folderBefore + name;
    const stat = readStat(inner);
    if (stat?.isFile()) found.push({ file, path: inner, stamp: stampOf(stat) });
    else if (stat?.isDirectory() && isDeep && depth < deepest && !skipped.has(name)) {
      collect(inner, file, isDeep, found, depth + 1);
    }
  }
}
