import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { EngineError } from "../adapter.ts";

export async function makeFolderFor(baseFolder: string, path: string): Promise<void> {
  await asEngineError(path, () => mkdir(dirname(resolve(baseFolder, path)), { recursive: true }));
}

/**
 * Renames `from` to `to`. What stood at `to` is renamed away first and removed last, so that at each moment one of the two is whole; leftovers
 * of failed builds beside it (`.new-*-NAME`, `.old-*-NAME`) go too.
 */
export async function publishFiles(baseFolder: string, from: string, to: string): Promise<void> {
  const source = resolve(baseFolder, from);
  const place = resolve(baseFolder, to);
  await asEngineError(to, async () => {
    await renameIfThere(place, join(dirname(place), `.old-${process.pid}-${basename(place)}`));
    await rename(source, place);
    const leftovers = (await readdir(dirname(place))).filter((name) => isLeftover(name, basename(place)));
    for (const name of leftovers) await rm(join(dirname(place), name), { recursive: true, force: true });
  });
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

function isLeftover(name: string, place: string): boolean {
  return name.endsWith(`-${place}`) && /^\.(?:new|old)-\d+$/.test(name.slice(0, -place.length - 1));
}

/** A failure of the file system is told as the engine's own are. */
async function asEngineError(path: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError(`IO Error: cannot write ${path}: ${reason}`, { sql: "", category: "io" });
  }
}
