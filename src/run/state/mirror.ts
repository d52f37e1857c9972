import { readFileSync, statSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { NodeId } from "../../graph/types.ts";
import type { WarehouseState } from "../types.ts";
import { stateFormat } from "./tables.ts";

/** What a build left behind, as a file: good as long as nobody has written to the database file since. */
export interface StateMirror {
  readonly state: WarehouseState;
  /** Versions of the sources that are tables of the target. */
  readonly tableVersions: Readonly<Record<NodeId, string>>;
}

/**
 * Reads the mirror of a database file; undefined where there is none, or where the database has been written to since. Then what it
 * says is what a look into the database would say, at the price of two `stat` calls.
 */
export function readStateMirror(file: string, databaseFile: string): StateMirror | undefined {
  const stamp = stampOf(databaseFile);
  if (stamp === undefined) return undefined;
  const stored = parseStored(readText(file));
  return stored?.stamp === stamp ? { state: stored.state, tableVersions: stored.tableVersions } : undefined;
}

/** Writes the mirror. Call it once the database is closed: closing writes to the file. */
export async function writeStateMirror(
  file: string,
  databaseFile: string,
  mirror: StateMirror,
): Promise<void> {
  const stamp = stampOf(databaseFile);
  if (stamp === undefined) return;
  const stored: Stored = { stamp, ...mirror };
  await mkdir(dirname(file), { recursive: true });
  // Written aside and renamed, so that a build that is killed leaves the old mirror or the new one.
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, JSON.stringify(stored));
  await rename(aside, file);
}

interface Stored extends StateMirror {
  readonly stamp: string;
}

/** Undefined where the database is in memory, missing, or has a write-ahead log (somebody writes, or was killed). */
function stampOf(databaseFile: string): string | undefined {
  const found = statSync(databaseFile, { bigint: true, throwIfNoEntry: false });
  const log = statSync(`${databaseFile}.wal`, { throwIfNoEntry: false });
  if (!found?.isFile() || (log !== undefined && log.size > 0)) return undefined;
  return `${stateFormat}:${found.size}:${found.mtimeNs}:${found.ino}`;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** A mirror that was damaged is no mirror. */
function parseStored(text: string | undefined): Stored | undefined {
  if (text === undefined) return undefined;
  try {
    const data = JSON.parse(text) as Partial<Stored>;
    return data.stamp !== undefined && data.state !== undefined ? (data as Stored) : undefined;
  } catch {
    // Damaged, for example by a full disk: the database itself is asked.
    return undefined;
  }
}
