import type { Duration } from "../../../src/features/types.ts";

/** Moments are milliseconds since 1970, UTC. Plain arithmetic on what `Intl` says of a zone. */
export const dayMs = 86_400_000;

const lengths = { second: 1000, minute: 60_000, hour: 3_600_000, day: dayMs } as const;

export function addDuration(moment: number, { amount, unit }: Duration, zone: string): number {
  if (unit !== "month" && unit !== "year") return moment + amount * lengths[unit];
  const local = new Date(moment + offsetAt(moment, zone));
  const months = local.getUTCMonth() + amount * (unit === "year" ? 12 : 1);
  const last = new Date(Date.UTC(local.getUTCFullYear(), months + 1, 0)).getUTCDate();
  const day = Date.UTC(local.getUTCFullYear(), months, Math.min(local.getUTCDate(), last));
  return utcOf(day + (local.getTime() % dayMs), zone);
}

/** The moment at which clocks of the zone show a time (given as if it were UTC): by the offset before where they skip it, else the later. */
export function utcOf(local: number, zone: string): number {
  const offsets = [offsetAt(local - dayMs, zone), offsetAt(local + dayMs, zone)];
  const moments = offsets
    .map((offset) => local - offset)
    .filter((moment) => moment + offsetAt(moment, zone) === local);
  return moments.length === 0 ? local - (offsets[0] ?? 0) : Math.max(...moments);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function offsetAt(moment: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset", year: "numeric" });
  formats.set(zone, format);
  const name = format.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** `2024-01-01 12:00:00` of a moment. */
export const textOfMoment = (moment: number) => new Date(moment).toISOString().slice(0, 19).replace("T", " ");

export const literalOf = (moment: number) => `timestamp '${textOfMoment(moment)}'`;
