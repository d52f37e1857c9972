import type { Dialect } from "../sql/dialect.ts";
import { type CalendarDuration, fixedMicroseconds } from "./durations.ts";
import type { Duration } from "./types.ts";

/**
 * Returns SQL of a value's moment in microseconds since 1970 (UTC, BIGINT), whatever type of moment the value has. A date is its midnight in
 * the zone, a TIMESTAMP is taken as UTC, a TIMESTAMPTZ is the moment it names; nanoseconds are rounded up, so that comparisons with whole
 * microseconds stay exact. Null for no moment, an infinite one included. Text is no moment: the engine refuses it when it binds.
 *
 * The type is known when the statement is bound: the engine keeps the one branch that counts, and nothing here depends on the session's zone.
 *
 * @param value a column or another cheap expression; it is repeated
 */
export function momentMicroseconds(value: string, zone: string, dialect: Dialect): string {
  const midnight = `timezone(${dialect.renderString(zone)}, cast(${value} as timestamp))`;
  return [
    `case typeof(${value})`,
    ...(isUtc(zone) ? [] : [`when 'DATE' then epoch_us(${midnight})`]),
    `when 'TIMESTAMP_NS' then epoch_ns(${value}) // 1000 + cast(epoch_ns(${value}) % 1000 > 0 as bigint)`,
    `else epoch_us(${value}) end`,
  ].join(" ");
}

/** Returns SQL of a value's moment as a TIMESTAMP in UTC; see `momentMicroseconds`. */
export function momentTimestamp(value: string, zone: string, dialect: Dialect): string {
  return `make_timestamp(${momentMicroseconds(value, zone, dialect)})`;
}

/**
 * Returns SQL of the moment a length before (`sign` -1) or after a TIMESTAMP in UTC, as a TIMESTAMP in UTC. Months and years are steps of the
 * zone's calendar: the same time of day there, on the last day of the month where it has no such day. A time that the clocks skip counts by
 * the offset before, one that comes twice is the later.
 */
export function shiftMoment(
  moment: string,
  duration: Duration,
  sign: 1 | -1,
  zone: string,
  dialect: Dialect,
): string {
  const operator = sign === 1 ? "+" : "-";
  const fixed = fixedMicroseconds(duration);
  if (fixed !== undefined) return `${moment} ${operator} to_microseconds(${fixed})`;
  const step = `to_months(${duration.unit === "year" ? duration.amount * 12 : duration.amount})`;
  if (isUtc(zone)) return `${moment} ${operator} ${step}`;
  const name = dialect.renderString(zone);
  const local = `timezone(${name}, timezone('UTC', ${moment}))`;
  return `timezone('UTC', timezone(${name}, ${local} ${operator} ${step}))`;
}

/** Returns SQL of where a calendar window that ends at a TIMESTAMP begins, in microseconds. */
export function calendarStart(
  asOf: string,
  window: CalendarDuration,
  zone: string,
  dialect: Dialect,
): string {
  return `epoch_us(${shiftMoment(asOf, window, -1, zone, dialect)})`;
}

const isUtc = (zone: string) => zone === "UTC" || zone === "Etc/UTC";
