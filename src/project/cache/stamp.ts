import { type Stats, statSync } from "node:fs";

/** What tells a file from its earlier contents without reading it: size, times of change of content and of the entry (milliseconds). */
export type Stamp = readonly [size: number, modified: number, changed: number];

/** Reads a file's stamp; undefined where there is none. */
export function readStamp(path: string): Stamp | undefined {
  const stat = readStat(path);
  return stat && stampOf(stat);
}

/** What the file system says about a path; undefined where there is nothing, or a link to nothing. */
export function readStat(path: string): Stats | undefined {
  return statSync(path, quietly);
}

const quietly = { throwIfNoEntry: false } as const;

export function stampOf({ size, mtimeMs, ctimeMs }: Stats): Stamp {
  return [size, mtimeMs, ctimeMs];
}

export function isSameStamp(a: Stamp, b: Stamp): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/** File systems count time in steps of some milliseconds: within one, a second change would leave the stamp as it is. */
const stepMilliseconds = 25;

/** Whether a stamp can be trusted: the file was not changed just before `now`. */
export function isSettled(stamp: Stamp, now: number): boolean {
  return now - Math.max(stamp[1], stamp[2]) > stepMilliseconds;
}
