import type { Dialect } from "../sql/dialect.ts";
import { type CalendarDuration, fixedMicroseconds, isCalendar } from "./durations.ts";
import { calendarStart } from "./moments.ts";
import type { AggregateColumn, Duration } from "./types.ts";

/** Where the windows of columns begin. */
export interface Windows {
  /** SQL over the moment of where each calendar window begins, by the name of its column, in microseconds. */
  readonly starts: readonly { readonly name: string; readonly sql: string }[];
  /** Conditions that leave out rows before all windows. */
  readonly bound: readonly string[];
  /** SQL over the moment of where a window begins; undefined for all time. */
  readonly beginOf: (window: Duration | null) => string | undefined;
  /** SQL over the moment of where the widest window begins; undefined where one is all time. */
  readonly widest: string | undefined;
  /** Condition on a row to be in a window; undefined where all rows are that the bound lets through. */
  readonly contains: (window: Duration | null) => string | undefined;
}

/** What windows end at. */
export interface WindowsEnd {
  /** SQL of the moment, a TIMESTAMP. */
  readonly asOf: string;
  readonly zone: string;
  /** May rows be left out that are in no window? */
  readonly isBounded: boolean;
}

/**
 * Returns how windows are told from rows and moments. Fixed lengths are compared with a row's age, a constant for all moments; months and
 * years begin at a moment of their own.
 */
export function windowsOf(columns: readonly AggregateColumn[], end: WindowsEnd, dialect: Dialect): Windows {
  const windows = columns.map(({ window }) => window);
  const calendar = new Map<string, CalendarDuration>();
  for (const window of windows)
    if (window !== null && isCalendar(window)) calendar.set(startName(window), window);
  const starts = [...calendar].map(([name, window]) => ({
    name,
    sql: calendarStart(end.asOf, window, end.zone, dialect),
  }));
  const fixed = windows.flatMap((window) => (window && fixedMicroseconds(window)) ?? []);
  const begins = [...longest(fixed).map((length) => `quern_us - ${length}`), ...calendar.keys()];
  const isBounded = end.isBounded && begins.length > 0 && !windows.includes(null);
  const contains = (window: Duration | null) => {
    if (window === null) return undefined;
    const isWidest = isBounded && begins.length === 1 && begins[0] === begin(window);
    if (isWidest) return undefined;
    return isCalendar(window) ? `quern_t > ${begin(window)}` : `quern_age < ${fixedMicroseconds(window)}`;
  };
  const widest = begins.length === 0 || windows.includes(null) ? undefined : least(begins);
  return {
    starts,
    widest,
    bound: isBounded ? [`quern_t > ${widest}`] : [],
    beginOf: (window) => (window === null ? undefined : begin(window)),
    contains,
  };
}

const begin = (window: Duration) =>
  isCalendar(window) ? startName(window) : `quern_us - ${fixedMicroseconds(window)}`;

const startName = ({ amount, unit }: CalendarDuration) =>
  `quern_from_${amount * (unit === "year" ? 12 : 1)}mo`;

const longest = (lengths: readonly bigint[]): readonly bigint[] =>
  [...lengths].sort((one, other) => (one < other ? 1 : -1)).slice(0, 1);

const least = (items: readonly string[]) => (items.length === 1 ? items[0] : `least(${items.join(", ")})`);
