import { renameSync, writeFileSync } from "node:fs";
import type { Tables } from "./codec.ts";
import { createEncoder } from "./encode.ts";
import { alignedLength, type Header, numbersPerStamp, type StoredEntry, sumOf } from "./part-file.ts";

/** Writes a part under another name and renames it, so that no reader ever sees half of it. */
export function writePart(
  path: string,
  format: string,
  entries: Iterable<StoredEntry>,
  late: ReadonlySet<string>,
): void {
  const tables: Tables = { strings: [], shapes: [] };
  const tokens: number[] = [];
  const encode = createEncoder(tables, tokens, late);
  const stamps: number[] = [];
  const places: number[] = [];
  for (const { role, file, stamp, value } of entries) {
    stamps.push(...stamp);
    places.push(tables.strings.push(role) - 1, tables.strings.push(file) - 1, tokens.length);
    encode(value, file);
  }
  const ends = [0];
  for (const text of tables.strings) ends.push((ends.at(-1) as number) + text.length);
  const text = tables.strings.join("");
  const narrow = Buffer.from(text, "latin1");
  const isWide = narrow.toString("latin1") !== text;
  const body = Buffer.concat([
    bytesOf(Float64Array.from(stamps)),
    bytesOf(Int32Array.from(places)),
    bytesOf(Int32Array.from(ends)),
    bytesOf(Int32Array.from(tokens)),
    isWide ? Buffer.from(text, "utf16le") : narrow,
  ]);
  const header: Header = {
    format,
    shapes: tables.shapes,
    rows: stamps.length / numbersPerStamp,
    strings: tables.strings.length,
    tokens: tokens.length,
    isWide,
    checksum: sumOf(body),
  };
  const json = Buffer.from(JSON.stringify(header), "utf8");
  const head = Buffer.alloc(alignedLength(4 + json.length));
  head.writeUInt32LE(json.length);
  json.copy(head, 4);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, Buffer.concat([head, body]));
  renameSync(draft, path);
}

const bytesOf = ({ buffer }: Float64Array | Int32Array): Uint8Array => new Uint8Array(buffer);
