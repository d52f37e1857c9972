import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this program is installed: the folder of its package.json. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!isOwn(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/**
 * Returns where TypeScript finds what models import of ours, so that a project needs no node_modules: this package, and the libraries of its own
 * that models are written with.
 *
 * @param entry the package's own types; in a checkout that has not been built its source.
 */
export function ownTypes(entry = ownEntry()): Readonly<Record<string, readonly string[]>> {
  const load = createRequire(join(packageFolder(), "package.json"));
  const libraries = ["kysely", "arquero"].flatMap((name) => {
    const file = packedTypes(name) ?? findTypes(load, name);
    return file === undefined ? [] : [[name, [file]] as const];
  });
  return Object.fromEntries([["quern", [entry]], ...libraries]);
}

function ownEntry(): string {
  const built = join(packageFolder(), "dist", "types", "index.d.ts");
  return existsSync(built) ? built : join(packageFolder(), "src", "index.ts");
}

/** Those of a library that is part of the bundle. */
function packedTypes(name: string): string | undefined {
  const file = join(packageFolder(), "dist", "types", "libraries", name, "index.d.ts");
  return existsSync(file) ? file : undefined;
}

function findTypes(load: NodeJS.Require, name: string): string | undefined {
  const folders = load.resolve.paths(name)?.map((folder) => join(folder, name)) ?? [];
  const folder = folders.find((each) => existsSync(join(each, "package.json")));
  if (folder === undefined) return undefined;
  const { types, main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly types?: string;
    readonly main?: string;
  };
  return join(folder, types ?? main?.replace(/\.js$/, ".d.ts") ?? "index.d.ts");
}

function isOwn(file: string): boolean {
  if (dirname(file) === dirname(dirname(file))) throw new Error("quern's own package.json is missing");
  return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).name === "quern";
}
