import { createHash } from "node:crypto";
import type { Duration } from "../../../src/features/types.ts";
import { addDuration } from "./reference-time.ts";
import { momentOf, type Order, type Shop } from "./shop.ts";

/** A row of a set as the rules of `training-types.ts` say it, worked out one by one. */
export interface SetRow {
  readonly key: number;
  readonly asOf: number;
}

export interface Spread {
  readonly step: Duration;
  readonly from: number;
  readonly to: number;
}

/** Every step over the people alive then. */
export function spineEvery(shop: Shop, { step, from, to }: Spread): SetRow[] {
  const rows = new Map<string, SetRow>();
  for (let times = 0; ; times += 1) {
    const asOf = addDuration(from, { ...step, amount: step.amount * times }, shop.zone);
    if (asOf > to) break;
    for (const person of shop.people) {
      const [since, until] = [momentOf(shop, person.since), momentOf(shop, person.until)];
      if (person.id === null || since === null || since > asOf) continue;
      if (until === null || asOf < until) rows.set(`${person.id} ${asOf}`, { key: person.id, asOf });
    }
  }
  return [...rows.values()].sort(compareRows);
}

/** At each paid order. */
export function spineAtOrders(shop: Shop, from: number, to: number): SetRow[] {
  const rows = new Map<string, SetRow>();
  for (const order of shop.orders) {
    const asOf = momentOf(shop, order.at);
    if (order.buyer === null || asOf === null || !order.paid || asOf < from || asOf > to) continue;
    rows.set(`${order.buyer} ${asOf}`, { key: order.buyer, asOf });
  }
  return [...rows.values()].sort(compareRows);
}

export const compareRows = (one: SetRow, other: SetRow) => one.key - other.key || one.asOf - other.asOf;

/** Is the horizon of a row over by the last order of all? */
export function isComplete(shop: Shop, row: SetRow, within: Duration): boolean {
  const times = shop.orders.map((order) => momentOf(shop, order.at)).filter((time) => time !== null);
  return addDuration(row.asOf, within, shop.zone) <= Math.max(...times);
}

/** A part of time, until a moment where it ends. */
export interface TimePart {
  readonly name: string;
  readonly until?: number;
}

export const partAt = (parts: readonly TimePart[], asOf: number): TimePart | undefined =>
  parts.find(({ until }) => until === undefined || asOf < until);

/** Does a row look past the end of its part, the last aside? */
export function isPurged(
  { zone }: Shop,
  { asOf }: SetRow,
  parts: readonly TimePart[],
  purge: Duration,
): boolean {
  const part = partAt(parts, asOf);
  if (part?.until === undefined || part === parts.at(-1)) return false;
  return addDuration(asOf, purge, zone) > part.until;
}

/** The entity's orders that come after the moment, and within the horizon. */
export function ordersWithin(shop: Shop, row: SetRow, within: Duration): Order[] {
  const end = addDuration(row.asOf, within, shop.zone);
  return shop.orders.filter((order) => {
    const moment = momentOf(shop, order.at);
    return order.buyer === row.key && moment !== null && row.asOf < moment && moment <= end;
  });
}

/** Hash of a seed and texts as 52 bits, of 2 ** 52. */
export function hashOf(seed: string, ...texts: readonly (string | number)[]): number {
  const text = [seed, ...texts].join("\u001f");
  return Number.parseInt(createHash("md5").update(text).digest("hex").slice(0, 13), 16);
}

export const hashRange = 2 ** 52;

export const hashOfRow = (seed: string, { key, asOf }: SetRow) => hashOf(seed, key, asOf * 1000);
