import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { createDecoder, createEncoder, type Tables } from "./codec.ts";
import type { Stamp } from "./stamp.ts";

/** An entry as it is kept. */
export interface StoredEntry {
  readonly key: string;
  readonly file: string;
  readonly stamp: Stamp;
  readonly value: unknown;
}

/** A part of the cache that was read: its entries are decoded one by one, when they are asked for. */
export interface StoredPart {
  readonly keys: ReadonlySet<string>;
  readonly stampOf: (key: string) => Stamp | undefined;
  /** Undefined where the entry is broken. */
  readonly valueOf: (key: string, file: string) => unknown;
}

/** What stands behind the tokens, as JSON; its length in bytes ends the file. */
interface Header extends Tables {
  readonly format: string;
  /** Key, size, modified, changed, start, end. */
  readonly rows: readonly (readonly [string, number, number, number, number, number])[];
}

/** Reads a part; undefined where it is missing, broken or of another format. */
export function readPart(path: string, format: string): StoredPart | undefined {
  try {
    const bytes = readFileSync(path);
    const headerLength = bytes.readUInt32LE(bytes.length - 4);
    const headerStart = bytes.length - 4 - headerLength;
    const header = JSON.parse(bytes.toString("utf8", headerStart, bytes.length - 4)) as Header;
    if (header.format !== format) return undefined;
    return openPart(header, asNumbers(bytes.subarray(0, headerStart)));
  } catch {
    // No cache yet, or a broken one: everything is read from the files.
    return undefined;
  }
}

function asNumbers(bytes: Buffer): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(bytes);
  return new Int32Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.length / 4));
}

function openPart(header: Header, tokens: Int32Array): StoredPart {
  const rows = new Map(header.rows.map((row) => [row[0], row]));
  const decode = createDecoder(header, tokens);
  return {
    keys: new Set(rows.keys()),
    stampOf: (key) => {
      const row = rows.get(key);
      return row && [row[1], row[2], row[3]];
    },
    valueOf: (key, file) => {
      const row = rows.get(key);
      if (!row) return undefined;
      try {
        return decode(row[4], row[5], file);
      } catch {
        // A broken entry is as good as none: the file is read again.
        return undefined;
      }
    },
  };
}

/** Writes a part under another name and renames it, so that no reader ever sees half of it. */
export function writePart(path: string, format: string, entries: Iterable<StoredEntry>): void {
  const tables: Tables = { strings: [], shapes: [] };
  const tokens: number[] = [];
  const encode = createEncoder(tables, tokens);
  const rows: Header["rows"][number][] = [];
  for (const { key, file, stamp, value } of entries) {
    const start = tokens.length;
    encode(value, file);
    rows.push([key, ...stamp, start, tokens.length]);
  }
  const header = Buffer.from(JSON.stringify({ format, ...tables, rows } satisfies Header), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const numbers = Int32Array.from(tokens);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([new Uint8Array(numbers.buffer), header, length]));
  renameSync(draft, path);
}
