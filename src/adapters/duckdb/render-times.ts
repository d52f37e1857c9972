/**
 * DuckDB's text of dates and times, from its numbers: exact for all that it can hold, years before Christ and the infinities included.
 *
 * @example renderDate(19753) // 2024-01-31
 */
export function renderDate(days: number): string {
  if (days === 2 ** 31 - 1) return "infinity";
  if (days === 1 - 2 ** 31) return "-infinity";
  return renderCivilDay(days);
}

/** @param digits how many decimal digits of a second the unit of `value` is: 6 for microseconds. */
export function renderTimestamp(value: bigint, digits: number, zone = ""): string {
  if (value === infinity) return "infinity";
  if (value === -infinity) return "-infinity";
  const perDay = 86_400n * 10n ** BigInt(digits);
  let days = value / perDay;
  let rest = value % perDay;
  if (rest < 0n) {
    days -= 1n;
    rest += perDay;
  }
  return `${renderCivilDay(Number(days))} ${renderTime(rest, digits)}${zone}`;
}

export function renderTime(value: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const seconds = Number(value / unit);
  const fraction =
    digits === 0
      ? ""
      : String(value % unit)
          .padStart(digits, "0")
          .replace(/0+$/, "");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return clock.map((part) => String(part).padStart(2, "0")).join(":") + (fraction && `.${fraction}`);
}

export function renderInterval({
  months,
  days,
  micros,
}: {
  months: number;
  days: number;
  micros: bigint;
}): string {
  const parts = [
    countOf(Math.trunc(months / 12), "year"),
    countOf(months % 12, "month"),
    countOf(days, "day"),
    micros === 0n ? "" : (micros < 0n ? "-" : "") + renderTime(micros < 0n ? -micros : micros, 6),
  ].filter(Boolean);
  return parts.length === 0 ? "00:00:00" : parts.join(" ");
}

const infinity = 2n ** 63n - 1n;

function countOf(count: number, unit: string): string {
  return count === 0 ? "" : `${count} ${unit}${Math.abs(count) === 1 ? "" : "s"}`;
}

/** Days since 1970 to the Gregorian calendar, by eras of 400 years (JavaScript's Date ends too early for DuckDB's range). */
function renderCivilDay(daysSinceEpoch: number): string {
  const shifted = daysSinceEpoch + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const text = [String(year > 0 ? year : 1 - year).padStart(4, "0"), month, day]
    .map((part) => String(part).padStart(2, "0"))
    .join("-");
  return year > 0 ? text : `${text} (BC)`;
}
