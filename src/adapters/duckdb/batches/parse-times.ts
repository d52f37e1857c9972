const perDay = 86_400_000;

/** Days since 1970 of a Date that is midnight in UTC, or of `2024-01-31`. Another hour would be another day somewhere, and is refused. */
export function parseDate(value: unknown): number {
  if (value instanceof Date) {
    const time = value.getTime();
    if (Number.isNaN(time)) throw new Error("it is an invalid Date");
    if (time % perDay !== 0)
      throw new Error("it has a time of day: give midnight in UTC, or text such as 2024-01-31");
    return time / perDay;
  }
  if (typeof value !== "string") throw new Error("it is neither a Date nor text such as 2024-01-31");
  const found = /^(\d{4,})-(\d\d)-(\d\d)$/.exec(value);
  if (!found) throw new Error("it is no date such as 2024-01-31");
  return daysOf(found.slice(1).map(Number));
}

/** The moment of a Date, or of `2024-01-31 12:00:00.5`, with `Z` or an offset (`+02:00`) where it is not UTC, in units of 10^-digits seconds. */
export function parseTimestamp(value: unknown, digits: number): bigint {
  if (value instanceof Date) {
    const time = value.getTime();
    if (Number.isNaN(time)) throw new Error("it is an invalid Date");
    if (digits >= 3) return BigInt(time) * 10n ** BigInt(digits - 3);
    if (time % 1000 !== 0) throw new Error("it has fractions of a second");
    return BigInt(time / 1000);
  }
  if (typeof value !== "string") throw new Error("it is neither a Date nor text such as 2024-01-31 12:00:00");
  const found =
    /^(\d{4,})-(\d\d)-(\d\d)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(
      value,
    );
  if (!found) throw new Error("it is no timestamp such as 2024-01-31 12:00:00");
  const [, year, month, day, time = "00:00", zone = "Z"] = found;
  const second = 10n ** BigInt(digits);
  const offset = zone === "Z" ? 0 : minutesOf(zone);
  const days = daysOf([Number(year), Number(month), Number(day)]);
  return (BigInt(days) * 86_400n - BigInt(offset) * 60n) * second + parseTime(time, digits);
}

/** `12:00:00.5` in units of 10^-digits seconds. */
export function parseTime(value: string, digits: number): bigint {
  const found = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(value);
  const [, hour = "", minute = "", second = "0", fraction = ""] = found ?? [];
  if (!found || Number(hour) > 24 || Number(minute) > 59 || Number(second) > 59)
    throw new Error("it is no time such as 12:00:00");
  const kept = fraction.slice(0, digits).padEnd(digits, "0");
  if (/[1-9]/.test(fraction.slice(digits)))
    throw new Error("it has finer fractions of a second than the type");
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  return seconds * 10n ** BigInt(digits) + BigInt(kept === "" ? 0 : kept);
}

/** `1 year 2 months 3 days 04:05:06`, as DuckDB writes intervals; each part may be absent, and negative. */
export function parseInterval(value: string): {
  readonly months: number;
  readonly days: number;
  readonly micros: bigint;
} {
  const found =
    /^(?:(-?\d+) years?)?\s*(?:(-?\d+) months?)?\s*(?:(-?\d+) days?)?\s*(?:(-?)(\d+):(\d\d):(\d\d(?:\.\d{1,6})?))?$/.exec(
      value.trim(),
    );
  if (!found || value.trim() === "") throw new Error("it is no interval such as 3 days 04:05:06");
  const [, years = 0, months = 0, days = 0, sign, hours = 0, minutes = 0, seconds = 0] = found;
  const micros = BigInt(Math.round((Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6));
  return {
    months: Number(years) * 12 + Number(months),
    days: Number(days),
    micros: sign === "-" ? -micros : micros,
  };
}

function daysOf([year = 0, month = 0, day = 0]: readonly number[]): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw new Error("there is no such day");
  return date.getTime() / perDay;
}

/** `+02`, `-0330`, `+02:00`. */
function minutesOf(zone: string): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
