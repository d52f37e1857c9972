import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Outcome } from "../../base/diagnostic.ts";
import { version } from "../../base/version.ts";
import { createDecoder, createEncoder, type Shapes, type Tokens } from "./codec.ts";
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
 * small file; parts are replaced by renaming. A part that is missing, broken or of another version of the program counts as empty.
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
      part = readPart(join(folder, partName(index, count)));
      parts.set(index, part);
    }
    return part;
  };
  return {
    find: (key, file, stamp) => {
      const part = partOf(key);
      const entry = part.entries.get(key);
      if (!entry || !isSameStamp(entry.stamp, stamp)) return undefined;
      part.used.add(key);
      return decodeEntry(part, entry, file);
    },
    keep: (key, file, stamp, { value, diagnostics }) => {
      const part = partOf(key);
      part.isChanged = true;
      part.entries.delete(key);
      if (!isSettled(stamp, started)) return;
      part.encode ??= createEncoder(part.shapes);
      const tokens = part.encode(diagnostics.length === 0 ? [value] : [value, diagnostics], file);
      part.entries.set(key, { stamp, tokens });
      part.used.add(key);
    },
    save: () => save(folder, count, parts),
  };
}

interface Entry {
  readonly stamp: Stamp;
  readonly tokens: Tokens;
}

interface Part {
  readonly shapes: Shapes;
  readonly entries: Map<string, Entry>;
  readonly used: Set<string>;
  decode: ((tokens: Tokens, file: string) => unknown) | undefined;
  encode: ((value: unknown, file: string) => Tokens) | undefined;
  isChanged: boolean;
}

const none: Outcome<unknown>["diagnostics"] = Object.freeze([]);

function decodeEntry(part: Part, entry: Entry, file: string): Outcome<unknown> | undefined {
  part.decode ??= createDecoder(part.shapes);
  try {
    const [value, diagnostics] = part.decode(entry.tokens, file) as [
      unknown,
      Outcome<unknown>["diagnostics"]?,
    ];
    return { value, diagnostics: diagnostics ?? none };
  } catch {
    // A broken entry is as good as none: the file is read again.
    return undefined;
  }
}

/** Parts written by another build of the program are not understood; a build is known by its version and its own file. */
const format = [1, version, ownStamp()].join(" ");

function ownStamp(): string {
  const own = statSync(fileURLToPath(import.meta.url), { throwIfNoEntry: false });
  return own ? `${own.size} ${own.mtimeMs}` : "";
}

const partName = (index: number, count: number): string => `${count}-${index}.json`;

function readPart(path: string): Part {
  const part: Part = {
    shapes: [],
    entries: new Map(),
    used: new Set(),
    decode: undefined,
    encode: undefined,
    isChanged: false,
  };
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    // No cache yet, or a broken one: everything is read from the files.
    return part;
  }
  if (!Array.isArray(content) || content[0] !== format || !Array.isArray(content[1])) return part;
  part.shapes.push(...(content[1] as string[]));
  for (const [key, size, modified, changed, tokens] of content.slice(2) as [
    string,
    number,
    number,
    number,
    Tokens,
  ][]) {
    part.entries.set(key, { stamp: [size, modified, changed], tokens });
  }
  return part;
}

function save(folder: string, count: number, parts: ReadonlyMap<number, Part>): void {
  const changed = [...parts].filter(([, part]) => part.isChanged || part.used.size < part.entries.size);
  if (changed.length === 0) return;
  try {
    mkdirSync(folder, { recursive: true });
    for (const [index, part] of changed) writePart(join(folder, partName(index, count)), part);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith(`${count}-`)) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A project that cannot be written to (read-only, full disk) is read all the same, only more slowly.
  }
}

function writePart(path: string, part: Part): void {
  const entries = [...part.entries].filter(([key]) => part.used.has(key));
  const rows = entries.map(([key, { stamp, tokens }]) => [key, ...stamp, tokens]);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify([format, part.shapes, ...rows]));
  renameSync(draft, path);
}

/** FNV-1a. */
function hashKey(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
