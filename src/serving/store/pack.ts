import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import type { Found, ViewMoment } from "../types.ts";
import { hashKey, indexStart, magic, type PackContent, separator, tailBytes } from "./format.ts";
import { type KeyColumn, keyColumn } from "./key-texts.ts";
import { renderValue } from "./value-texts.ts";

/** A pack that is open for reading. Close it when it is replaced. */
export class Pack {
  readonly content: PackContent;
  readonly keys: readonly KeyColumn[];
  /** What is answered for an entity that no view knows. */
  readonly unknown: Found;
  private readonly descriptor: number;
  private readonly offsets: Float64Array;
  private readonly slots: Uint32Array;
  private readonly hashes: Uint32Array;
  private readonly record: Buffer;

  private constructor(descriptor: number, content: PackContent, index: ArrayBuffer) {
    const { rows, slots, set } = content;
    this.descriptor = descriptor;
    this.content = content;
    this.keys = set.key.flatMap(({ name, type }) => keyColumn(name, type) ?? []);
    this.offsets = new Float64Array(index, 0, rows + 1);
    this.slots = new Uint32Array(index, (rows + 1) * 8, slots);
    this.hashes = new Uint32Array(index, (rows + 1) * 8 + slots * 4, rows);
    this.record = Buffer.alloc(content.longest);
    this.unknown = {
      known: false,
      moments: content.moments.map((asOf) => ({ asOf, known: false })),
      values: this.values(content.unknown),
    };
  }

  /** Opens a pack. Throws a DiagnosticError where the file is none, or not whole. */
  static open(file: string): Pack {
    const descriptor = openSync(file, "r");
    try {
      return new Pack(descriptor, ...readContent(descriptor, file));
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  close(): void {
    closeSync(this.descriptor);
  }

  /** What is known of the entity with this key; `unknown` where there is none. @param key its texts, as `keys` read them */
  find(key: readonly string[]): Found {
    const wanted = Buffer.from(key.join(separator) + separator);
    const hash = hashKey(wanted, 0, wanted.length);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = (this.slots[slot] as number) - 1;
      if (this.hashes[row] !== hash) continue;
      const bytes = this.read(row);
      if (wanted.compare(this.record, 0, Math.min(wanted.length, bytes)) !== 0) continue;
      return this.parse(this.record.toString("utf8", wanted.length, bytes - 1));
    }
    return this.unknown;
  }

  private read(row: number): number {
    const start = this.offsets[row] as number;
    const bytes = (this.offsets[row + 1] as number) - start;
    readSync(this.descriptor, this.record, 0, bytes, start);
    return bytes;
  }

  private parse(record: string): Found {
    const texts = record.split(separator);
    const { moments: newest } = this.content;
    const moments: ViewMoment[] = newest.map((asOf, index) =>
      texts[index] === "" ? { asOf, known: false } : { asOf: texts[index] ?? "", known: true },
    );
    return { known: true, moments, values: this.values(texts.slice(newest.length)) };
  }

  private values(texts: readonly string[]): readonly string[] {
    return this.content.forms.map((form, index) => renderValue(form, texts[index] ?? ""));
  }
}

function readContent(descriptor: number, file: string): [PackContent, ArrayBuffer] {
  const damaged = () => new DiagnosticError([diagnose("Q1278", { path: file })]);
  const { size } = fstatSync(descriptor);
  if (size < tailBytes) throw damaged();
  const tail = readAt(descriptor, size - tailBytes, tailBytes);
  if (tail.toString("latin1", 8) !== magic) throw damaged();
  const aboutBytes = tail.readUInt32LE(0);
  const aboutStart = size - tailBytes - aboutBytes;
  if (aboutStart < 0) throw damaged();
  const content = JSON.parse(readAt(descriptor, aboutStart, aboutBytes).toString("utf8")) as PackContent;
  const start = indexStart(content);
  const indexBytes = (content.rows + 1) * 8 + content.slots * 4 + content.rows * 4;
  if (start + indexBytes !== aboutStart) throw damaged();
  const index = readAt(descriptor, start, indexBytes);
  return [content, index.buffer as ArrayBuffer];
}

/** A buffer of its own, since typed arrays are laid over it. */
function readAt(descriptor: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.from(new ArrayBuffer(bytes));
  for (let read = 0; read < bytes; ) {
    const got = readSync(descriptor, buffer, read, bytes - read, position + read);
    if (got === 0) break;
    read += got;
  }
  return buffer;
}
