import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";
import {
  hashKey,
  indexStart,
  magic,
  type PackContent,
  separator,
  separatorByte,
  tailBytes,
} from "./format.ts";
import { type KeyColumn, keyColumn } from "./key-texts.ts";

/**
 * What is known of an entity, as texts in a record: its key, the moment of each view, its values. Field i stands from `starts[i]` to
 * `starts[i + 1] - 1`. Valid until the next one is asked for.
 */
export interface RecordView {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
}

/** A pack that is open for reading. Close it when it is replaced. */
export class Pack {
  readonly content: PackContent;
  readonly keys: readonly KeyColumn[];
  /** Which field of a record is the first value. */
  readonly firstValue: number;
  /** `"name":` of each feature. */
  readonly labels: readonly Buffer[];
  private readonly descriptor: number;
  private readonly offsets: Float64Array;
  private readonly slots: Uint32Array;
  private readonly hashes: Uint32Array;
  private readonly found: RecordView;
  private readonly unknown: RecordView;

  private constructor(descriptor: number, content: PackContent, index: ArrayBuffer) {
    const { rows, slots, set, moments } = content;
    this.descriptor = descriptor;
    this.content = content;
    this.keys = set.key.flatMap(({ name, type }) => keyColumn(name, type) ?? []);
    this.firstValue = set.key.length + set.views.length;
    this.labels = set.features.map(({ name }) => Buffer.from(`${JSON.stringify(name)}:`));
    this.offsets = new Float64Array(index, 0, rows + 1);
    this.slots = new Uint32Array(index, (rows + 1) * 8, slots);
    this.hashes = new Uint32Array(index, (rows + 1) * 8 + slots * 4, rows);
    const fields = this.firstValue + set.features.length;
    const view = (bytes: Buffer) => ({ bytes, starts: new Int32Array(fields + 1) });
    this.found = view(Buffer.alloc(content.longest));
    const texts = [...set.key.map(() => ""), ...moments.map(() => ""), ...content.unknown];
    this.unknown = view(Buffer.from(`${texts.join(separator)}\n`));
    findFields(this.unknown, this.unknown.bytes.length);
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

  /** What is known of the entity with this key; without any moment and with defaults where there is none. @param key its texts, as `keys` read them */
  find(key: readonly string[]): RecordView {
    const wanted = Buffer.from(key.join(separator) + separator);
    const hash = hashKey(wanted, 0, wanted.length);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const row = (this.slots[slot] as number) - 1;
      if (this.hashes[row] !== hash) continue;
      const bytes = this.read(row);
      if (wanted.compare(this.found.bytes, 0, Math.min(wanted.length, bytes)) !== 0) continue;
      findFields(this.found, bytes);
      return this.found;
    }
    return this.unknown;
  }

  private read(row: number): number {
    const start = this.offsets[row] as number;
    const bytes = (this.offsets[row + 1] as number) - start;
    readSync(this.descriptor, this.found.bytes, 0, bytes, start);
    return bytes;
  }
}

/** Notes where each field of the first `length` bytes starts; the line feed at the end counts as the separator of the last. */
function findFields({ bytes, starts }: RecordView, length: number): void {
  let field = 1;
  for (let position = 0; position < length - 1; position++)
    if (bytes[position] === separatorByte) starts[field++] = position + 1;
  starts[field] = length;
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
