import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../base/diagnostic.ts";
import { build } from "./build.ts";
import { readPart, type StoredEntry, type StoredPart, writePart } from "./part-file.ts";
import { isSameStamp, isSettled, type Stamp } from "./stamp.ts";

/** What files held when they were read last. A file is known by a key (its role and path) and its stamp. */
export interface ReadCache {
  /** The outcome kept for a file that has not changed since. */
  readonly find: (key: string, file: string, stamp: Stamp) => Outcome<unknown> | undefined;
  readonly keep: (key: string, file: string, stamp: Stamp, outcome: Outcome<unknown>) => void;
  /** Writes what has changed and forgets what was not asked for. */
  readonly save: () => void;
}

/**
 * Opens the cache of a project in target/cache/read. It is split into parts by the hash of the key, so that a change of one file rewrites a
 * small file. A part that is missing, broken or of another version of the program counts as empty.
 *
 * @param files About how many files the project has; decides the number of parts.
 */
export function openReadCache(root: string, files: number): ReadCache {
  const folder = join(root, "target", "cache", "read");
  const count = files < 500 ? 1 : 64;
  const parts = new Map<number, Part>();
  const started = Date.now();
  const partOf = (key: string): Part => {
    const index = hashKey(key) % count;
    let part = parts.get(index);
    if (!part) {
      part = {
        stored: readPart(join(folder, partName(index, count)), format),
        entries: [],
        found: 0,
        isChanged: false,
      };
      parts.set(index, part);
    }
    return part;
  };
  return {
    find: (key, file, stamp) => {
      const part = partOf(key);
      const before = part.stored?.stampOf(key);
      if (!part.stored || !before || !isSameStamp(before, stamp)) return undefined;
      const value = part.stored.valueOf(key, file) as Kept | undefined;
      if (value === undefined) return undefined;
      part.found++;
      part.entries.push({ key, file, stamp, value });
      return { value: value[0], diagnostics: value[1] ?? none };
    },
    keep: (key, file, stamp, { value, diagnostics }) => {
      const part = partOf(key);
      part.isChanged = true;
      if (!isSettled(stamp, started)) return;
      part.entries = part.entries.filter((entry) => entry.key !== key);
      part.entries.push({
        key,
        file,
        stamp,
        value: diagnostics.length === 0 ? [value] : [value, diagnostics],
      });
    },
    save: () => save(folder, count, parts),
  };
}

/** The value and, where there are any, the diagnostics. */
type Kept = readonly [unknown, Outcome<unknown>["diagnostics"]?];

interface Part {
  readonly stored: StoredPart | undefined;
  /** Those asked for and up to date. */
  entries: StoredEntry[];
  found: number;
  isChanged: boolean;
}

const none: Outcome<unknown>["diagnostics"] = Object.freeze([]);

/** Parts written by another build of the program are not understood. */
const format = `2 ${build}`;

const partName = (index: number, count: number): string => `${count}-${index}.bin`;

function save(folder: string, count: number, parts: ReadonlyMap<number, Part>): void {
  const changed = [...parts].filter(
    ([, { isChanged, found, stored }]) => isChanged || found < (stored?.keys.size ?? 0),
  );
  if (changed.length === 0) return;
  try {
    mkdirSync(folder, { recursive: true });
    for (const [index, { entries }] of changed)
      writePart(join(folder, partName(index, count)), format, entries);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${count}-`)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A project that cannot be written to (read-only, full disk) is read all the same, only more slowly.
  }
}

/** FNV-1a. */
function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
