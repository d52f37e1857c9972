import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { provideOwnModules } from "./own-modules.ts";

/** What a bundle exports, or why it could not be imported. */
export type Imported = { readonly module: Readonly<Record<string, unknown>> } | { readonly error: unknown };

/** Where bundles are kept: each under its hash, so that an unchanged file is imported without bundling. */
export function bundlePath(root: string, kind: "macros" | "models", hash: string): string {
  return join(root, "target", "cache", kind, `${hash}.mjs`);
}

/** Keeps a bundle, where it is not kept yet. */
export function keepBundle(path: string, code: string, map?: string): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  if (map !== undefined) writeWhole(`${path}.map`, map);
  writeWhole(path, code);
}

/** A bundle's name is its hash: under it there is never another module. */
const modules = new Map<string, Readonly<Record<string, unknown>>>();

/** Imports a bundle that is kept; `make` is called where there is none. */
export async function importBundle(path: string, make: () => Promise<void>): Promise<Imported> {
  const known = modules.get(path);
  if (known && existsSync(path)) return { module: known };
  try {
    if (!existsSync(path)) await make();
    await provideOwnModules(readFileSync(path, "utf8"));
    const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    modules.set(path, module);
    return { module };
  } catch (error) {
    return { error };
  }
}

/** Written aside and renamed, so that no reader ever sees half of it. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, path);
}
