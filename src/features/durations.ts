import type { Duration } from "./types.ts";

const microseconds = {
  second: 1_000_000n,
  minute: 60_000_000n,
  hour: 3_600_000_000n,
  day: 86_400_000_000n,
} as const;

export const microsecondsPerDay = "86400000000.0";

/** A length of calendar months, whose days differ. */
export type CalendarDuration = Duration & { readonly unit: "month" | "year" };

export const isCalendar = (duration: Duration): duration is CalendarDuration =>
  duration.unit === "month" || duration.unit === "year";

/** Returns the microseconds of a fixed length; undefined for months and years. */
export function fixedMicroseconds({ amount, unit }: Duration): bigint | undefined {
  if (unit === "month" || unit === "year") return undefined;
  return Number.isInteger(amount)
    ? BigInt(amount) * microseconds[unit]
    : BigInt(Math.round(amount * Number(microseconds[unit])));
}
