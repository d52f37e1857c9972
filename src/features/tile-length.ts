import { fixedMicroseconds, isCalendar } from "./durations.ts";
import type { Duration } from "./types.ts";

const second = 1_000_000;
const minute = 60 * second;
const day = 1440 * minute;

const lengths = [second, minute, 5 * minute, 15 * minute, 60 * minute, 360 * minute, day, 7 * day, 28 * day];

/** Tiles that the longest window is cut into, more or less: few enough to add up, so short that the rows at its ends are few. */
const tilesInWindow = 64;

/** Returns how long tiles are for windows, in microseconds. */
export function tileLength(windows: readonly (Duration | null)[]): bigint {
  const longest = Math.max(...windows.map(approximateLength));
  const fitting = lengths.filter((length) => length * tilesInWindow <= longest);
  return BigInt(fitting.at(-1) ?? second);
}

/** Returns the microseconds of a window, months and years by their usual length. All time counts as two years. */
export function approximateLength(window: Duration | null): number {
  if (window === null) return 730 * day;
  if (isCalendar(window)) return window.amount * (window.unit === "year" ? 365 : 30) * day;
  return Number(fixedMicroseconds(window) ?? 0);
}
