import type { ServedSet } from "../types.ts";
import type { ValueForm } from "./value-texts.ts";

/*
 * A pack: the rows of a set in one file that is written once and then only read.
 *
 *   records   one a row, each ended by a line feed: texts of the key, of the moment of each view, of the values, with `separator` between
 *   index     at a multiple of 8, little-endian: offsets (float64 a row, and the end), slots (uint32, row + 1, 0 is free), hashes (uint32 a row)
 *   about     `PackContent` as JSON
 *   tail      uint32 bytes of `about`, uint32 0, 8 bytes `magic`
 *
 * The tail is written last: a file that is cut off is not taken for a whole one. The index is held in memory (about 20 bytes a row); records are read
 * where they stand, so that the system's cache of files holds those that are asked for, and the process holds none.
 */

export const separator = "\u001f";
export const separatorByte = 0x1f;
export const lineFeed = 0x0a;
export const magic = "QUERNFS1";
export const tailBytes = 16;

export interface PackContent {
  readonly set: ServedSet;
  /** In the order of `set.features`. */
  readonly forms: readonly ValueForm[];
  readonly rows: number;
  /** Newest moment of each view; empty where it has no row. */
  readonly moments: readonly string[];
  /** Texts of the values of an entity that no view knows. */
  readonly unknown: readonly string[];
  readonly recordBytes: number;
  /** Of the longest record, in bytes. */
  readonly longest: number;
  readonly slots: number;
}

/** Where the index stands. */
export function indexStart({ recordBytes }: Pick<PackContent, "recordBytes">): number {
  return Math.ceil(recordBytes / 8) * 8;
}

/** Slots of a table for so many rows: a power of two, at most two thirds full. */
export function slotsFor(rows: number): number {
  let slots = 8;
  while (slots * 2 < rows * 3) slots *= 2;
  return slots;
}

/** Hash of a key's bytes, 32 bits: FNV-1a, mixed so that the low bits can choose a slot. */
export function hashKey(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
