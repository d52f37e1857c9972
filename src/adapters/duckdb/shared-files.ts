import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import { once } from "../../base/once.ts";
import type { OpenOptions } from "../adapter.ts";
import { closeFile } from "./close-file.ts";
import { writeHolder } from "./holder.ts";
import { openFile } from "./open-file.ts";

/** A database of this process, and how to let go of it. */
export interface SharedFile {
  readonly instance: DuckDBInstance;
  /** True for the first to open it, who also sets it up. */
  readonly fresh: boolean;
  /** The same promise however often it is called. */
  release(): Promise<void>;
}

/**
 * Opens a file once a process however often it is asked for: the file's lock does not keep one process from opening it twice, and two
 * instances on one file would spoil it. The last to release closes. A database in memory is never shared.
 */
export async function openShared(options: OpenOptions): Promise<SharedFile> {
  if (options.location === ":memory:") {
    const instance = await openFile(options);
    return { instance, fresh: true, release: once(async () => instance.closeSync()) };
  }
  const key = realLocation(options.location);
  // Whoever closes it is told what goes wrong.
  while (open.get(key)?.closing) await open.get(key)?.closing?.catch(() => undefined);
  const present = open.get(key);
  if (present === undefined) return openFirst(key, options);
  const readOnly = options.readOnly ?? false;
  if (present.readOnly && !readOnly) {
    throw new DiagnosticError([diagnose("Q0511", { path: basename(options.location) })]);
  }
  present.users += 1;
  try {
    return { instance: await present.opening, fresh: false, release: once(() => leave(key)) };
  } catch (error) {
    present.users -= 1;
    throw error;
  }
}

interface OpenEntry {
  readonly opening: Promise<DuckDBInstance>;
  readonly readOnly: boolean;
  users: number;
  /** Set once it is open. */
  close: () => Promise<void>;
  /** Set once nobody uses it: it must not be opened again before it is closed. */
  closing?: Promise<void>;
}

const open = new Map<string, OpenEntry>();

async function openFirst(key: string, options: OpenOptions): Promise<SharedFile> {
  const readOnly = options.readOnly ?? false;
  const entry: OpenEntry = { opening: openFile(options), readOnly, users: 1, close: async () => undefined };
  open.set(key, entry);
  try {
    const instance = await entry.opening;
    const removeNote = readOnly ? () => undefined : writeHolder(options.location);
    entry.close = async () => {
      await closeFile(instance, readOnly);
      removeNote();
    };
    return { instance, fresh: true, release: once(() => leave(key)) };
  } catch (error) {
    open.delete(key);
    throw error;
  }
}

async function leave(key: string): Promise<void> {
  const entry = open.get(key);
  if (entry === undefined) return;
  entry.users -= 1;
  if (entry.users > 0) return;
  entry.closing = entry.close().finally(() => open.delete(key));
  await entry.closing;
}

/** The same for every way to write a path; the file itself need not exist yet. */
function realLocation(location: string): string {
  for (let folder = dirname(location), rest = basename(location); ; ) {
    try {
      return join(realpathSync(folder), rest);
    } catch {
      // The folder will be made when the file is opened: its parent is looked at instead.
      if (dirname(folder) === folder) return location;
      rest = join(basename(folder), rest);
      folder = dirname(folder);
    }
  }
}
