import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file of the project: path relative to its root, with `/`. */
export interface FoundFile {
  readonly file: string;
  readonly path: string;
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
  const entries = readEntries(path);
  for (const entry of entries.sort(byName)) {
    const { name } = entry;
    if (name.startsWith(".")) continue;
    const inner = `${path}/${name}`;
    const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(inner));
    if (!isFolder) found.push({ file: `${folder}/${name}`, path: inner });
    else if (isDeep && depth < deepest && !skipped.has(name))
      collect(inner, `${folder}/${name}`, isDeep, found, depth + 1);
  }
}

function readEntries(path: string): Dirent[] {
  if (!isDirectory(path)) return [];
  return readdirSync(path, { withFileTypes: true });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
