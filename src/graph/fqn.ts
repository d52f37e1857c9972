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

let lastPath = "";
let lastFolders: readonly string[] = [];

/**
 * The folders of a file below models/ (or tests/, ...), outermost first; those of an installed package are found below its own models/.
 *
 * @example
 * foldersOf("models/staging/shop/stg_orders.sql") // ["staging", "shop"]
 */
export function foldersOf(file: string): readonly string[] {
  // The files of one folder come one after another.
  const end = file.lastIndexOf("/");
  if (end === lastPath.length && file.startsWith(lastPath)) return lastFolders;
  const path = file.slice(0, Math.max(0, end));
  const parts = path === "" ? [] : path.split("/");
  const root = parts.findIndex((part) => roots.has(part));
  lastPath = path;
  lastFolders = root < 0 ? parts : parts.slice(root + 1);
  return lastFolders;
}

/** The full name of what is declared below some folders: package, folders, then its own names. */
export function fqnOf(
  owner: string,
  folders: readonly string[],
  name: string,
  part?: string,
): readonly string[] {
  // A list with others spread into it gets room for seventeen items.
  const fqn = new Array<string>(folders.length + (part === undefined ? 2 : 3));
  let at = 0;
  fqn[at++] = owner;
  for (const folder of folders) fqn[at++] = folder;
  fqn[at++] = name;
  if (part !== undefined) fqn[at] = part;
  return fqn;
}
