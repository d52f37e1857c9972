import type { Duration } from "../../../src/features/types.ts";

/** Moments are microseconds since 1970, UTC. */
export const second = 1_000_000;
export const day = 86_400 * second;

const lengths = { second, minute: 60 * second, hour: 3600 * second, day };

const formatters = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's clocks are ahead of UTC at a moment. */
function offsetAt(zone: string, moment: number): number {
  const formatter =
    formatters.get(zone) ??
    new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  formatters.set(zone, formatter);
  const whole = Math.floor(moment / second) * 1000;
  const parts = Object.fromEntries(
    formatter.formatToParts(whole).map(({ type, value }) => [type, Number(value)]),
  ) as Record<"year" | "month" | "day" | "hour" | "minute" | "second", number>;
  const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return (local - whole) * 1000;
}

/** The moment at which a zone's clocks show a time: the later of two, and for a time they skip by the offset before. */
export function momentOfLocal(zone: string, local: number): number {
  const before = offsetAt(zone, local - day);
  const after = offsetAt(zone, local + day);
  const shown = [before, after]
    .map((offset) => local - offset)
    .filter((moment) => moment + offsetAt(zone, moment) === local);
  return shown.length === 0 ? local - before : Math.max(...shown);
}

/** Where a window that ends at a moment begins. */
export function windowStart(moment: number, { amount, unit }: Duration, zone: string): number {
  if (unit !== "month" && unit !== "year") return moment - amount * lengths[unit];
  const local = moment + offsetAt(zone, moment);
  const rest = ((local % day) + day) % day;
  const date = new Date((local - rest) / 1000);
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() - amount * (unit === "year" ? 12 : 1);
  const [year, month] = [Math.floor(months / 12), ((months % 12) + 12) % 12];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return momentOfLocal(zone, Date.UTC(year, month, Math.min(date.getUTCDate(), last)) * 1000 + rest);
}

/** `2024-01-31 12:00:00.000001` */
export function renderMoment(moment: number): string {
  const micros = ((moment % second) + second) % second;
  const text = new Date((moment - micros) / 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${text}.${String(micros).padStart(6, "0")}`;
}
