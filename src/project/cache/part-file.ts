import type { Stamp } from "./stamp.ts";

/** An entry to be kept. */
export interface StoredEntry {
  readonly role: string;
  readonly file: string;
  readonly stamp: Stamp;
  readonly value: unknown;
}

/** What stands before the numbers, as JSON behind its length. All numbers follow from one start that is a multiple of eight. */
export interface Header {
  readonly format: string;
  readonly shapes: readonly string[];
  readonly rows: number;
  readonly strings: number;
  readonly tokens: number;
  /** Whether the texts take two bytes a character. */
  readonly isWide: boolean;
  /** Of everything behind the header. What passes it can be decoded without further doubt. */
  readonly checksum: number;
}

/** Places of role and file among the strings, and of the value among the tokens. */
export const numbersPerRow = 3;
export const numbersPerStamp = 3;

/** The next multiple of eight. */
export const alignedLength = (length: number): number => Math.ceil(length / 8) * 8;

/** A checksum, so cheap that it is not felt with megabytes. */
export function sumOf(bytes: Buffer): number {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let sum = bytes.length | 0;
  for (let i = 0; i < words.length; i++) sum = (Math.imul(sum, 31) + (words[i] as number)) | 0;
  for (let i = words.length * 4; i < bytes.length; i++) sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0;
  return sum;
}
