import type { Duration } from "../../features/types.ts";

type Unit = Duration["unit"];

/** What a word or letter means: how many of which unit. `m` are minutes, `mo` months. */
const units: Readonly<Record<string, readonly [count: number, unit: Unit, short: string]>> = {
  s: [1, "second", "s"],
  sec: [1, "second", "s"],
  second: [1, "second", "s"],
  m: [1, "minute", "m"],
  min: [1, "minute", "m"],
  minute: [1, "minute", "m"],
  h: [1, "hour", "h"],
  hour: [1, "hour", "h"],
  d: [1, "day", "d"],
  day: [1, "day", "d"],
  w: [7, "day", "w"],
  week: [7, "day", "w"],
  mo: [1, "month", "mo"],
  month: [1, "month", "mo"],
  q: [3, "month", "q"],
  quarter: [3, "month", "q"],
  y: [1, "year", "y"],
  year: [1, "year", "y"],
};

/** A length of time, and how it is written in names: `7d`. */
export interface Length {
  readonly duration: Duration;
  readonly short: string;
}

/**
 * Reads a length of time; undefined for what is none, zero and less included.
 *
 * @example parseLength("12 months") // {duration: {amount: 12, unit: "month"}, short: "12mo"}
 */
export function parseLength(text: string): Length | undefined {
  const match = /^\s*(\d+)\s*([a-z]+)\s*$/i.exec(text);
  const word = (match?.[2] ?? "").toLowerCase();
  const found = unitOf(word) ?? (word.length > 2 ? unitOf(word.replace(/s$/, "")) : undefined);
  const count = Number(match?.[1] ?? 0);
  if (!match || found === undefined || count === 0 || !Number.isSafeInteger(count * 7)) return undefined;
  const [times, unit, short] = found;
  return { duration: { amount: count * times, unit }, short: `${count}${short}` };
}

const unitOf = (word: string) => (Object.hasOwn(units, word) ? units[word] : undefined);

/** The word for all times. */
export const lifetime = "lifetime";
