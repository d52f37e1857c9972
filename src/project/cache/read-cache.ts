import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Outcome } from "../../base/diagnostic.ts";
import { build } from "./build.ts";
import type { StoredEntry } from "./part-file.ts";
import { readPart, type StoredPart } from "./read-part.ts";
import { isSettled, type Stamp } from "./stamp.ts";
import { writePart } from "./write-part.ts";

/** What files held when they were read last. A file is known by its role, its path and its stamp. */
export interface ReadCache {
  /** The outcome kept for a file that has not changed since. */
  readonly find: (role: string, file: string, stamp: Stamp) => Outcome<unknown> | undefined;
  readonly keep: (role: string, file: string, stamp: Stamp, outcome: Outcome<unknown>) => void;
  /** Writes what has changed and forgets what was not asked for. */
  readonly save: () => void;
}

/**
 * Opens the cache of a project in target/cache/read. Most of it stands in one part; what was read since that was written stands in a small
 * second one, so that a change of one file writes little. A part that is missing, broken or of another version of the program counts as
 * empty.
 */
export function openReadCache(root: string): ReadCache {
  const folder = join(root, "target", "cache", "read");
  const started = Date.now();
  const parts = [openPart(folder, "recent"), openPart(folder, "base")] as const;
  const kept = new Map<string, StoredEntry>();
  return {
    find: (role, file, stamp) => {
      for (const part of parts) {
        const row = part.stored?.find(role, file, stamp);
        if (!part.stored || row === undefined) continue;
        part.found += 1 - (part.used[row] as number);
        part.used[row] = 1;
        return part.stored.readValue(row, file) as Outcome<unknown>;
      }
      return undefined;
    },
    keep: (role, file, stamp, outcome) => {
      if (isSettled(stamp, started)) kept.set(`${role} ${file}`, { role, file, stamp, value: outcome });
    },
    save: () => save(folder, parts, kept),
  };
}

interface Part {
  readonly stored: StoredPart | undefined;
  /** By row: 1 for those asked for and up to date. */
  readonly used: Uint8Array;
  /** How many those are. */
  found: number;
}

function openPart(folder: string, name: PartName): Part {
  const stored = readPart(join(folder, fileOf(name)), format);
  return { stored, used: new Uint8Array(stored?.size ?? 0), found: 0 };
}

type PartName = "recent" | "base";

const fileOf = (name: PartName): string => `${name}.bin`;

/** Parts written by another build of the program are not understood. */
const format = `3 ${build}`;

/** Keys whose lists are decoded when they are first looked at: most of what YAML says, and most commands never look. */
const late: ReadonlySet<string> = new Set(["columns"]);

/** Decides where what was read goes: into the small part, until that has grown or much of the large one is out of date. */
function save(
  folder: string,
  [recent, base]: readonly [recent: Part, base: Part],
  kept: ReadonlyMap<string, StoredEntry>,
): void {
  const isDrifted = recent.found + kept.size + base.used.length - base.found > mostChanges(base);
  if (!isDrifted && kept.size === 0 && recent.found === recent.used.length) return;
  try {
    mkdirSync(folder, { recursive: true });
    const entries = [...entriesOf(recent, kept), ...kept.values()];
    if (!isDrifted) {
      writePart(join(folder, fileOf("recent")), format, entries, late);
      return;
    }
    writePart(join(folder, fileOf("base")), format, [...entriesOf(base, kept), ...entries], late);
    for (const name of readdirSync(folder)) {
      if (!name.startsWith("base.")) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // A project that cannot be written to (read-only, full disk) is read all the same, only more slowly.
  }
}

/** Changes beyond which all is written anew; a small project is within milliseconds. */
const mostChanges = ({ used }: Part): number => (used.length < 500 ? 0 : used.length / 16);

/** What was found in a part, and not read anew all the same. */
function entriesOf({ stored, used }: Part, kept: ReadonlyMap<string, StoredEntry>): readonly StoredEntry[] {
  const entries: StoredEntry[] = [];
  for (let row = 0; row < used.length; row++) {
    const entry = used[row] === 1 ? stored?.entryOf(row) : undefined;
    if (entry && !kept.has(`${entry.role} ${entry.file}`)) entries.push(entry);
  }
  return entries;
}
