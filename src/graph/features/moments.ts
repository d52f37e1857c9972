/** True for the name of a time zone. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The names of zones, for suggesting one. */
export function zoneNames(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")];
}

/**
 * Reads a moment: a date is its midnight in the zone, a timestamp is UTC unless it says otherwise. Undefined for what is none.
 *
 * @example parseMoment("2024-06-01", "Asia/Seoul") // 2024-05-31T15:00:00Z
 */
export function parseMoment(text: string, zone: string): Date | undefined {
  const match =
    /^\s*(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?\s*$/i.exec(
      text,
    );
  if (!match) return undefined;
  const [, year = "", month = "", day = "", hour, minute = "00", second = "00", part = "", offset = "Z"] =
    match;
  const date = `${year}-${month}-${day}`;
  if (new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date) return undefined;
  if (hour === undefined) return midnightIn(zone, Number(year), Number(month), Number(day));
  const zoned = /^[+-]\d{2}$/.test(offset) ? `${offset}:00` : offset.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const moment = new Date(`${date}T${hour}:${minute}:${second}${part.slice(0, 4)}${zoned.toUpperCase()}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** The start of the day, or of the hour, in which a moment lies in a zone. */
export function startOf(unit: "day" | "hour", moment: Date, zone: string): Date {
  const { year, month, day, hour } = wallClock(moment, zone);
  if (unit === "hour") return new Date(Date.UTC(year, month - 1, day, hour) - offsetAt(moment, zone));
  const midnights = midnightsIn(zone, year, month, day);
  return midnights.findLast((midnight) => midnight <= moment) ?? moment;
}

/** Of two midnights, when clocks are put back then, the later; where they skip it, as far from the day before as it would have been. */
function midnightIn(zone: string, year: number, month: number, day: number): Date {
  return midnightsIn(zone, year, month, day).at(-1) as Date;
}

const oneDay = 86_400_000;

/** The moments at which clocks show midnight, in order; at least one. */
function midnightsIn(zone: string, year: number, month: number, day: number): readonly Date[] {
  const wall = Date.UTC(year, month - 1, day);
  const offsets = [-oneDay, oneDay].map((shift) => offsetAt(new Date(wall + shift), zone));
  const found = [...new Set(offsets)].filter((offset) => offsetAt(new Date(wall - offset), zone) === offset);
  const moments = (found.length > 0 ? found : offsets.slice(0, 1)).map((offset) => new Date(wall - offset));
  return moments.sort((a, b) => a.getTime() - b.getTime());
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetAt(moment: Date, zone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(moment, zone);
  const whole = Math.floor(moment.getTime() / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

function wallClock(moment: Date, zone: string) {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(moment);
  const read = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
  };
}
