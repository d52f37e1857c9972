import { readdirSync, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/**
 * The files that a path of a source names, sorted, relative to `root` as written: the path itself, or what matches its `*`, `?`, `[a-z]` and
 * `**` as DuckDB reads them. Empty where there is none.
 */
export function findFiles(root: string, path: string): readonly string[] {
  const pattern = path.replaceAll("\\", "/");
  if (!/[*?[]/.test(pattern)) return isFile(absolute(root, pattern)) ? [pattern] : [];
  // What stands before the first segment: "/" for absolute paths, nothing for the others.
  const start = pattern.startsWith("/") ? "/" : "";
  const segments = pattern.split("/").filter((each) => each !== "" && each !== ".");
  let found = [start];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    found = found.flatMap((folder) => expand(root, folder, segment, isLast));
  }
  return [...new Set(found)].filter((file) => isFile(absolute(root, file))).sort();
}

/** True for paths that are behind a URL: `s3://`, `https://`. */
export function isRemote(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

export function absolute(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}

function expand(root: string, folder: string, segment: string, isLast: boolean): string[] {
  // As the last segment `**` means any file below, before others any number of folders.
  if (segment === "**") {
    const folders = [folder, ...foldersBelow(root, folder)];
    return isLast ? folders.flatMap((each) => filesOf(root, each)) : folders;
  }
  if (!/[*?[]/.test(segment)) return [joinPath(folder, segment)];
  const matcher = segmentPattern(segment);
  return list(root, folder)
    .filter((name) => matcher.test(name) && (!name.startsWith(".") || segment.startsWith(".")))
    .map((name) => joinPath(folder, name));
}

function filesOf(root: string, folder: string): string[] {
  return list(root, folder)
    .map((name) => joinPath(folder, name))
    .filter((path) => isFile(absolute(root, path)));
}

function joinPath(folder: string, name: string): string {
  return folder === "" || folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

function list(root: string, folder: string): string[] {
  try {
    return readdirSync(absolute(root, folder === "" ? "." : folder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

function foldersBelow(root: string, folder: string): string[] {
  return list(root, folder)
    .filter((name) => !name.startsWith("."))
    .map((name) => joinPath(folder, name))
    .filter((path) => statSync(absolute(root, path), { throwIfNoEntry: false })?.isDirectory())
    .flatMap((path) => [path, ...foldersBelow(root, path)]);
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch (error) {
    // A file stands where the path has a folder.
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
}

function segmentPattern(segment: string): RegExp {
  const source = segment
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".")
    .replace(/\[!/g, "[^");
  return new RegExp(`^${source}$`);
}
