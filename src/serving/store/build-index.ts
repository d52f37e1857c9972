import { closeSync, openSync, readSync } from "node:fs";
import { hashKey, lineFeed, separatorByte, slotsFor } from "./format.ts";

/** Where the records of a file stand, and which of them a key's hash leads to. */
export interface RecordIndex {
  readonly slots: Uint32Array;
  readonly hashes: Uint32Array;
  readonly offsets: Float64Array;
  readonly longest: number;
  /** The key of two records, as its texts. */
  readonly twice?: readonly string[];
}

const blockBytes = 1 << 23;

/** Reads a file of records once and indexes them by their first `keyColumns` texts. */
export function buildIndex(file: string, keyColumns: number): RecordIndex {
  const descriptor = openSync(file, "r");
  try {
    const { hashes, offsets } = scanRecords(descriptor, keyColumns);
    return {
      ...fillSlots(descriptor, keyColumns, hashes, offsets),
      hashes,
      offsets,
      longest: longestOf(offsets),
    };
  } finally {
    closeSync(descriptor);
  }
}

function scanRecords(
  descriptor: number,
  keyColumns: number,
): { readonly hashes: Uint32Array; readonly offsets: Float64Array } {
  const hashes: number[] = [];
  const offsets: number[] = [0];
  let block = Buffer.allocUnsafe(blockBytes);
  let start = 0;
  for (let kept = 0; ; ) {
    const read = readSync(descriptor, block, kept, block.length - kept, null);
    if (read === 0) break;
    const end = kept + read;
    let position = 0;
    for (;;) {
      const next = block.indexOf(lineFeed, position);
      if (next < 0 || next >= end) break;
      hashes.push(hashKey(block, position, keyEnd(block, position, keyColumns)));
      position = next + 1;
      offsets.push(start + position);
    }
    block.copyWithin(0, position, end);
    kept = end - position;
    start += position;
    if (kept === block.length) block = Buffer.concat([block], block.length * 2);
  }
  return { hashes: Uint32Array.from(hashes), offsets: Float64Array.from(offsets) };
}

/** The end of a record's key: behind the separator that ends its last text. */
function keyEnd(bytes: Uint8Array, start: number, keyColumns: number): number {
  let position = start;
  for (let left = keyColumns; left > 0; position++) if (bytes[position] === separatorByte) left -= 1;
  return position;
}

function fillSlots(
  descriptor: number,
  keyColumns: number,
  hashes: Uint32Array,
  offsets: Float64Array,
): { readonly slots: Uint32Array; readonly twice?: readonly string[] } {
  const slots = new Uint32Array(slotsFor(hashes.length));
  const mask = slots.length - 1;
  for (let row = 0; row < hashes.length; row++) {
    const hash = hashes[row] as number;
    let slot = hash & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const other = (slots[slot] as number) - 1;
      if (hashes[other] !== hash) continue;
      const [key, otherKey] = [row, other].map((each) => keyAt(descriptor, each, offsets, keyColumns));
      if (key === otherKey && key !== undefined) return { slots, twice: key.split("\u001f").slice(0, -1) };
    }
    slots[slot] = row + 1;
  }
  return { slots };
}

function keyAt(descriptor: number, row: number, offsets: Float64Array, keyColumns: number): string {
  const [start = 0, end = 0] = offsets.subarray(row, row + 2);
  const record = Buffer.alloc(end - start);
  readSync(descriptor, record, 0, record.length, start);
  return record.toString("utf8", 0, keyEnd(record, 0, keyColumns));
}

function longestOf(offsets: Float64Array): number {
  let longest = 0;
  for (let row = 1; row < offsets.length; row++)
    longest = Math.max(longest, (offsets[row] as number) - (offsets[row - 1] as number));
  return longest;
}
