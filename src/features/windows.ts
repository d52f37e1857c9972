import type { Dialect } from "../sql/dialect.ts";
import { type CalendarDuration, fixedMicroseconds, isCalendar } from "./durations.ts";
import { calendarStart } from "./moments.ts";
import type { AggregateColumn, Duration } from "./types.ts";

/** Where the windows of columns begin. */
export interface Windows {
  /** SQL over the moment of where each calendar window begins, by the name of its column, in microseconds. */
  readonly starts: readonly { readonly name: string; readonly sql: string }[];
  /** Condition on the rows of any window; undefined where one of them is lifetime. */
  readonly widest: string | undefined;
  readonly contains: (window: Duration | null) => string | undefined;
}

/**
 * Returns how windows are told from rows and moments. Fixed lengths are compared with a row's age, a constant for all moments; months and
 * years begin at a moment of their own.
 *
 * @param asOf SQL of the moment, a TIMESTAMP
 */
export function windowsOf(
  columns: readonly AggregateColumn[],
  asOf: string,
  zone: string,
  dialect: Dialect,
): Windows {
  const windows = columns.map(({ window }) => window);
  const calendar = new Map<string, CalendarDuration>();
  for (const window of windows)
    if (window !== null && isCalendar(window)) calendar.set(nameOf(window), window);
  const fixed = windows.flatMap((window) => (window && fixedMicroseconds(window)) ?? []);
  const longest = fixed.reduce<bigint | undefined>(
    (one, other) => (one === undefined || other > one ? other : one),
    undefined,
  );
  const begins = [...(longest === undefined ? [] : [`quern_us - ${longest}`]), ...calendar.keys()];
  return {
    starts: [...calendar].map(([name, window]) => ({
      name,
      sql: calendarStart(asOf, window, zone, dialect),
    })),
    widest: windows.includes(null) || begins.length === 0 ? undefined : `quern_t > ${least(begins)}`,
    contains: (window) => {
      if (window === null) return undefined;
      return isCalendar(window) ? `quern_t > ${nameOf(window)}` : `quern_age < ${fixedMicroseconds(window)}`;
    },
  };
}

const nameOf = ({ amount, unit }: CalendarDuration) => `quern_from_${amount * (unit === "year" ? 12 : 1)}mo`;

const least = (items: readonly string[]) => (items.length === 1 ? items[0] : `least(${items.join(", ")})`);
