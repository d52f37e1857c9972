import fc from "fast-check";
import type { Engine } from "./engine.ts";
import { dayMs, textOfMoment, utcOf } from "./reference-time.ts";

/** Small random tables, with ties, gaps and rows on the edges of windows. */
export interface Shop {
  readonly zone: string;
  readonly session: string;
  readonly type: ColumnType;
  readonly people: readonly Person[];
  readonly orders: readonly Order[];
}

export type ColumnType = "timestamp" | "timestamptz" | "date";

/** Times as they stand in the column: of a date, midnight as if it were in UTC. */
export interface Person {
  readonly id: number | null;
  readonly since: number | null;
  readonly until: number | null;
}

export interface Order {
  readonly buyer: number | null;
  readonly at: number | null;
  readonly paid: boolean;
  readonly amount: number | null;
  readonly sku: string | null;
}

export const start = Date.UTC(2024, 2, 1);

const zones = fc.constantFrom("UTC", "Asia/Seoul", "America/New_York", "Europe/Berlin");
/** Every six hours of seventy days, in which the clocks of two of the zones change. */
const time = fc.integer({ min: 0, max: 280 }).map((step) => start + step * (dayMs / 4));
const id = fc.option(fc.integer({ min: 1, max: 4 }), { freq: 10 });

const arbitraryOrder: fc.Arbitrary<Order> = fc.record({
  buyer: id,
  at: fc.option(time, { freq: 10 }),
  paid: fc.boolean(),
  amount: fc.option(fc.integer({ min: -3, max: 9 }), { freq: 5 }),
  sku: fc.option(fc.constantFrom("a", "b", "c"), { freq: 5 }),
});

export const arbitraryPerson: fc.Arbitrary<Person> = fc.record({
  id,
  since: fc.option(time, { freq: 10 }),
  until: fc.option(time, { freq: 2 }),
});

export const arbitraryShop: fc.Arbitrary<Shop> = fc
  .record({
    zone: zones,
    session: zones,
    type: fc.constantFrom<ColumnType>("timestamp", "timestamptz", "date"),
    people: fc.array(arbitraryPerson, { maxLength: 6 }),
    orders: fc.array(arbitraryOrder, { maxLength: 25 }),
  })
  .map((shop) => (shop.type === "date" ? { ...shop, ...wholeDays(shop) } : shop));

function wholeDays({ people, orders }: Shop): Pick<Shop, "people" | "orders"> {
  const day = (moment: number | null) => (moment === null ? null : Math.floor(moment / dayMs) * dayMs);
  return {
    people: people.map((person) => ({ ...person, since: day(person.since), until: day(person.until) })),
    orders: orders.map((order) => ({ ...order, at: day(order.at) })),
  };
}

/** The moment that a time in a column names. */
export function momentOf({ type, zone }: Pick<Shop, "type" | "zone">, time: number | null): number | null {
  return time === null || type !== "date" ? time : utcOf(time, zone);
}

/** Makes tables `people` and `orders`. */
export async function createShop(engine: Engine, shop: Shop): Promise<void> {
  const { type } = shop;
  await engine.run(`set TimeZone = '${shop.session}'`);
  await engine.run(`create or replace table people (id integer, since ${type}, until ${type})`);
  await engine.run(
    `create or replace table orders (buyer bigint, ordered_at ${type}, paid boolean, amount integer, sku varchar)`,
  );
  const time = (moment: number | null) =>
    moment === null ? "null" : `${type} '${textOfMoment(moment)}${type === "timestamptz" ? "+00" : ""}'`;
  const text = (value: string | null) => (value === null ? "null" : `'${value}'`);
  await insert(
    engine,
    "people",
    shop.people.map(({ id, since, until }) => `(${id}, ${time(since)}, ${time(until)})`),
  );
  await insert(
    engine,
    "orders",
    shop.orders.map(
      ({ buyer, at, paid, amount, sku }) => `(${buyer}, ${time(at)}, ${paid}, ${amount}, ${text(sku)})`,
    ),
  );
}

async function insert(engine: Engine, table: string, rows: readonly string[]): Promise<void> {
  if (rows.length > 0) await engine.run(`insert into ${table} values ${rows.join(", ")}`);
}
