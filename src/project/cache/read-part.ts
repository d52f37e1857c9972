import { readFileSync } from "node:fs";
import { createDecoder } from "./decode.ts";
import {
  alignedLength,
  type Header,
  numbersPerRow,
  numbersPerStamp,
  type StoredEntry,
  sumOf,
} from "./part-file.ts";
import type { Stamp } from "./stamp.ts";

/** A part of the cache that was read. Its entries are decoded one by one, when they are asked for. */
export interface StoredPart {
  readonly size: number;
  /** The row of an entry whose file has not changed since; undefined where there is none. */
  readonly find: (role: string, file: string, stamp: Stamp) => number | undefined;
  readonly readValue: (row: number, file: string) => unknown;
  readonly entryOf: (row: number) => StoredEntry;
}

/** Reads a part; undefined where it is missing, broken or of another format. */
export function readPart(path: string, format: string): StoredPart | undefined {
  try {
    const bytes = aligned(readFileSync(path));
    const length = bytes.readUInt32LE(0);
    const header = JSON.parse(bytes.toString("utf8", 4, 4 + length)) as Header;
    if (header.format !== format) return undefined;
    const body = bytes.subarray(alignedLength(4 + length));
    return sumOf(body) === header.checksum ? openPart(header, body) : undefined;
  } catch {
    // No cache yet, or a broken one: everything is read from the files.
    return undefined;
  }
}

/** Numbers can be looked at in place only from a multiple of their size on. */
const aligned = (bytes: Buffer): Buffer =>
  bytes.byteOffset % 8 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer);

function openPart(header: Header, body: Buffer): StoredPart {
  const { rows, strings, isWide } = header;
  let at = 0;
  const numbers = <T>(
    type: new (buffer: ArrayBuffer, offset: number, length: number) => T,
    count: number,
    size: number,
  ): T => {
    const view = new type(body.buffer as ArrayBuffer, body.byteOffset + at, count);
    at += count * size;
    return view;
  };
  const stamps = numbers(Float64Array, rows * numbersPerStamp, 8);
  const places = numbers(Int32Array, rows * numbersPerRow, 4);
  const ends = numbers(Int32Array, strings + 1, 4);
  const tokens = numbers(Int32Array, header.tokens, 4);
  const text = isWide ? body.toString("utf16le", at) : body.toString("latin1", at);

  const made = new Array<string | undefined>(strings);
  // A piece of the whole text costs less than a string of its own, and most strings are never asked for.
  const textOf = (index: number): string => (made[index] ??= text.slice(ends[index], ends[index + 1]));
  const placeOf = (row: number, which: number): number => places[row * numbersPerRow + which] as number;
  const stampOf = (row: number): Stamp =>
    [0, 1, 2].map((i) => stamps[row * numbersPerStamp + i]) as unknown as Stamp;
  const decode = createDecoder({ textOf, shapes: header.shapes, tokens });
  const roleOf = (row: number) => textOf(placeOf(row, 0));
  const fileOf = (row: number) => textOf(placeOf(row, 1));
  const readValue = (row: number, file: string) => decode(placeOf(row, 2), file);
  const findRow = createRowFinder(rows, roleOf, fileOf);
  return {
    size: rows,
    find: (role, file, stamp) => {
      const row = findRow(role, file);
      if (row === undefined) return undefined;
      const start = row * numbersPerStamp;
      return stamp.every((number, i) => number === stamps[start + i]) ? row : undefined;
    },
    readValue,
    entryOf: (row) => {
      const file = fileOf(row);
      return { role: roleOf(row), file, stamp: stampOf(row), value: readValue(row, file) };
    },
  };
}

/** How many entries are passed over that another part has answered for, before all are looked up by name. */
const longestGap = 50;

/** Entries are mostly asked for in the order in which they were kept, so that the next one need not be looked up. */
function createRowFinder(
  rows: number,
  roleOf: (row: number) => string,
  fileOf: (row: number) => string,
): (role: string, file: string) => number | undefined {
  let next = 0;
  let index: Map<string, number> | undefined;
  return (role, file) => {
    for (let row = next; row < rows && row < next + longestGap; row++) {
      if (fileOf(row) !== file || roleOf(row) !== role) continue;
      next = row + 1;
      return row;
    }
    if (!index) {
      index = new Map();
      for (let row = 0; row < rows; row++) index.set(`${roleOf(row)} ${fileOf(row)}`, row);
    }
    const row = index.get(`${role} ${file}`);
    if (row !== undefined) next = row + 1;
    return row;
  };
}
