import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The versions of packages as they are installed for a file, as `name@version`: code that imports another version is other code. What is
 * not installed has no version.
 *
 * @param imports Specifiers: `lodash/fp`, `@scope/name`, `node:fs`.
 */
export function findPackageVersions(path: string, imports: readonly string[]): readonly string[] {
  const names = new Set(
    imports
      .filter((each) => !each.startsWith("node:"))
      .map((each) => /^(?:@[^/]+\/)?[^/]+/.exec(each)?.[0] ?? each),
  );
  return [...names].sort().map((name) => `${name}@${versionOf(name, dirname(path))}`);
}

function versionOf(name: string, folder: string): string {
  const file = join(folder, "node_modules", name, "package.json");
  if (existsSync(file))
    return String((JSON.parse(readFileSync(file, "utf8")) as { version?: unknown }).version);
  const parent = dirname(folder);
  return parent === folder ? "" : versionOf(name, parent);
}
