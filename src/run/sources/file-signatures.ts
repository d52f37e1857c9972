import { createHash } from "node:crypto";
import { createReadStream, readFileSync, statSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { absolute } from "./find-files.ts";

/** Size, modification time and hash of a file when it was last read. */
type Signed = readonly [size: number, modified: string, hash: string];

/**
 * The hashes of files' contents. A file whose size and modification time are those of the cache is not read again; copying a file or
 * touching it therefore costs one reading and changes nothing.
 *
 * @param cacheFile absolute; made where it is missing, and left alone where nothing changed.
 */
export async function readSignatures(
  root: string,
  files: Iterable<string>,
  cacheFile: string,
): Promise<ReadonlyMap<string, string>> {
  const cache = readCache(cacheFile);
  const signatures = new Map<string, string>();
  let isNew = false;
  for (const file of new Set(files)) {
    const path = absolute(root, file);
    const { size, mtimeNs } = statSync(path, { bigint: true });
    const before = cache.get(file);
    if (before?.[0] === Number(size) && before[1] === String(mtimeNs)) {
      signatures.set(file, before[2]);
      continue;
    }
    const hash = await hashFile(path);
    cache.set(file, [Number(size), String(mtimeNs), hash]);
    signatures.set(file, hash);
    isNew = true;
  }
  if (isNew) await writeCache(cacheFile, cache);
  return signatures;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex").slice(0, 32);
}

function readCache(file: string): Map<string, Signed> {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, Signed>));
  } catch (error) {
    // Missing at first, or damaged: everything is read again.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
}

async function writeCache(file: string, cache: ReadonlyMap<string, Signed>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, JSON.stringify(Object.fromEntries(cache)));
  await rename(aside, file);
}
