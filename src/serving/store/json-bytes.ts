import { isSafeWhole, renderValue, type ValueForm } from "./value-texts.ts";

export const comma = 0x2c;
const quote = 0x22;
const zero = 0x30;
const nine = 0x39;
const minus = 0x2d;

/** JSON as bytes that is written piece by piece: an answer of a hundred rows is made without a string for each value. */
export class JsonBytes {
  private buffer = Buffer.allocUnsafe(1 << 16);
  private length = 0;

  /** What has been written since the last time, as a buffer of its own. */
  take(): Buffer {
    const bytes = Buffer.from(this.buffer.subarray(0, this.length));
    this.length = 0;
    return bytes;
  }

  text(text: string): void {
    this.reserve(text.length * 3);
    this.length += this.buffer.write(text, this.length);
  }

  /** Bytes as they are. Most are a few: copying them here is quicker than to ask for it. */
  copy(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { buffer } = this;
    let to = this.length;
    for (let from = start; from < end; from++) buffer[to++] = source[from] as number;
    this.length = to;
  }

  /** JSON of a value, from its text in a record. */
  value(form: ValueForm, record: Buffer, start: number, end: number): void {
    if (start === end || !isPlain(form, record, start, end)) {
      this.text(renderValue(form, record.toString("utf8", start, end)));
      return;
    }
    if (form === "quoted") this.byte(quote);
    this.copy(record, start, end);
    if (form === "quoted") this.byte(quote);
  }

  byte(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  private reserve(bytes: number): void {
    const wanted = this.length + bytes;
    if (wanted > this.buffer.length) this.buffer = Buffer.concat([this.buffer], wanted * 2);
  }
}

/** The text is JSON as it stands (between quotes, where it is quoted): all but few are. */
function isPlain(form: ValueForm, record: Buffer, start: number, end: number): boolean {
  if (form === "whole") return end - start < 16 || isSafeWhole(record.toString("latin1", start, end));
  if (form !== "float") return true;
  const first = record[start] as number;
  const digit = first === minus ? (record[start + 1] as number) : first;
  return digit >= zero && digit <= nine;
}
