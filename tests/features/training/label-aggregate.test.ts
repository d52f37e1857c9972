import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { Label } from "../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";
import { isComplete, ordersWithin, type SetRow, spineEvery } from "./reference.ts";
import { dayMs } from "./reference-time.ts";
import { existsLabel, setOf, twiceAWeek, within } from "./sets.ts";
import { arbitraryShop, createShop, momentOf, type Order, type Shop } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const amounts = (orders: readonly Order[]) =>
  orders.flatMap(({ amount }) => (amount === null ? [] : [amount]));
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const orNull = (numbers: readonly number[], value: number) => (numbers.length === 0 ? null : value);

type Given = { readonly orders: readonly Order[]; readonly days: readonly number[] };

/** What each aggregate makes of the paid orders within the horizon, and of the days from the moment to them, ascending. */
const aggregates: readonly (readonly [Partial<Label>, (given: Given) => unknown])[] = [
  [{ value: { kind: "count" } }, ({ orders }) => orders.length],
  [{ value: { kind: "count" }, default: "-1" }, ({ orders }) => orders.length || -1],
  [{ value: { kind: "count_values", value: "amount" } }, ({ orders }) => amounts(orders).length],
  [
    { value: { kind: "sum", value: "amount" } },
    ({ orders }) => orNull(amounts(orders), sum(amounts(orders))),
  ],
  [{ value: { kind: "sum", value: "amount -- in won" }, default: "0" }, ({ orders }) => sum(amounts(orders))],
  [
    { value: { kind: "mean", value: "amount" } },
    ({ orders }) => orNull(amounts(orders), sum(amounts(orders)) / amounts(orders).length),
  ],
  [
    { value: { kind: "max", value: "amount" } },
    ({ orders }) => orNull(amounts(orders), Math.max(...amounts(orders))),
  ],
  [
    { value: { kind: "count_distinct", value: "sku" } },
    ({ orders }) => new Set(orders.flatMap(({ sku }) => sku ?? [])).size,
  ],
  [{ value: { kind: "days_since_first" } }, ({ days }) => days[0] ?? null],
  [{ value: { kind: "days_since_last" }, default: "99" }, ({ days }) => days.at(-1) ?? 99],
  [
    { value: { kind: "mean_gap_days" } },
    ({ days }) => (days.length < 2 ? null : ((days.at(-1) ?? 0) - (days[0] ?? 0)) / (days.length - 1)),
  ],
  [
    { value: { kind: "share", category: "sku", equals: "'a'" } },
    ({ orders }) =>
      orders.length === 0 ? null : orders.filter(({ sku }) => sku === "a").length / orders.length,
  ],
  [{ value: { kind: "mode", value: "sku" } }, ({ orders }) => commonest(orders)],
];

describe("labelAggregate(writing, label, aggregate, from, end)", () => {
  it.each(aggregates)("works out %j of what comes within the horizon", async (parts, expected) => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const rows = await labelsOf(shop, existsLabel({ name: "Label", ...parts }));
        const reference = spineEvery(shop, twiceAWeek)
          .filter((row) => isComplete(shop, row, within))
          .map((row) => [row.key, row.asOf, expected(givenOf(shop, row))]);
        expect(rows.map(rounded)).toEqual(reference.map(rounded));
      }),
      { numRuns: 25 },
    );
  });

  it("takes the first row by the declared order where several come at once", async () => {
    await engine.run(
      "create or replace table people as select 1 as id, timestamp '2024-03-01' as since, null::timestamp as until",
    );
    await engine.run(`create or replace table orders as from (values
      (1, timestamp '2024-03-07', true, 'b', 2), (1, timestamp '2024-03-07', true, 'a', 3), (1, timestamp '2024-03-07', true, 'c', 1)
    ) orders(buyer, ordered_at, paid, sku, line)`);
    const first = async (order: readonly string[]) => {
      const label = existsLabel({
        value: { kind: "first", value: "sku" },
        observedUntil: "date '2024-03-22'",
        order,
      });
      return engine.rows(
        `select bought from (${trainingSelect(setOf("UTC", { label }), duckdbDialect)}) limit 1`,
      );
    };
    expect(await first(["line"])).toEqual([{ bought: "c" }]);
    expect(await first(["line desc"])).toEqual([{ bought: "a" }]);
  });
});

function givenOf(shop: Shop, row: SetRow): Given {
  const orders = ordersWithin(shop, row, within).filter(({ paid }) => paid);
  const days = orders.map(({ at }) => ((momentOf(shop, at) ?? 0) - row.asOf) / dayMs);
  return { orders, days: days.toSorted((one, other) => one - other) };
}

async function labelsOf(shop: Shop, label: Label): Promise<readonly unknown[][]> {
  await createShop(engine, shop);
  const sql = trainingSelect(setOf(shop.zone, { label }), duckdbDialect);
  const rows = await engine.rows(
    `select id, epoch_ms(as_of) as ms, "Label" as label from (${sql}) order by all`,
  );
  return rows.map(({ id, ms, label }) => [
    id,
    Number(ms),
    typeof label === "string" && /^-?\d+$/.test(label) ? Number(label) : label,
  ]);
}

const rounded = (values: readonly unknown[]) =>
  values.map((value) => (typeof value === "number" ? Math.round(value * 1e9) / 1e9 : value));

function commonest(orders: readonly Order[]): string | null {
  const skus = orders.flatMap(({ sku }) => sku ?? []);
  const count = (sku: string) => skus.filter((other) => other === sku).length;
  return skus.toSorted((one, other) => count(other) - count(one) || (one < other ? -1 : 1))[0] ?? null;
}
