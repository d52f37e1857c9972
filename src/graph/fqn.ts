const roots = new Set([
  "models",
  "tests",
  "macros",
  "features",
  "segments",
  "notebooks",
  "seeds",
  "snapshots",
]);

let lastFile = "";
let lastFolders: readonly string[] = [];

/**
 * The folders of a file below models/ (or tests/, ...), outermost first; those of an installed package are found below its own models/.
 *
 * @example
 * foldersOf("models/staging/shop/stg_orders.sql") // ["staging", "shop"]
 */
export function foldersOf(file: string): readonly string[] {
  // The nodes of one file come one after another.
  if (file === lastFile) return lastFolders;
  const parts = file.split("/");
  parts.pop();
  const root = parts.findIndex((part) => roots.has(part));
  lastFile = file;
  lastFolders = root < 0 ? parts : parts.slice(root + 1);
  return lastFolders;
}
