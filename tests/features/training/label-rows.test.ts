import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { Label } from "../../../src/features/training-types.ts";
import type { Duration } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";
import { isComplete, ordersWithin, spineEvery } from "./reference.ts";
import { dayMs, literalOf } from "./reference-time.ts";
import { existsLabel, setOf, twiceAWeek, within } from "./sets.ts";
import { arbitraryShop, createShop, momentOf, type Order, type Shop, start } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const horizon: fc.Arbitrary<Duration> = fc.constantFrom<Duration>(
  { amount: 6, unit: "hour" },
  { amount: 15, unit: "day" },
  { amount: 1, unit: "month" },
);

/** Rows of a set with one label as `key moment label`. */
async function labelsOf(shop: Shop, label: Label): Promise<string[]> {
  await createShop(engine, shop);
  const sql = trainingSelect(setOf(shop.zone, { label }), duckdbDialect);
  const rows = await engine.rows(
    `select id, epoch_ms(as_of) as at_ms, "${label.name}" as label from (${sql})`,
  );
  return rows.map((row) => `${row.id} ${row.at_ms} ${row.label}`).sort();
}

describe("labelRows(writing, from)", () => {
  it("tells whether rows come strictly after the moment and not after the horizon", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, horizon, fc.boolean(), async (shop, within, exists) => {
        const label = existsLabel({ within, value: { kind: exists ? "exists" : "not_exists" } });
        const expected = spineEvery(shop, twiceAWeek)
          .filter((row) => isComplete(shop, row, within))
          .map((row) => {
            const found = ordersWithin(shop, row, within).some(({ paid }) => paid);
            return `${row.key} ${row.asOf} ${found === exists}`;
          });
        expect(await labelsOf(shop, label)).toEqual(expected.sort());
      }),
      { numRuns: 80 },
    );
  });

  it("looks forward only: rows at or before the moment change nothing", async () => {
    const label = existsLabel({ observedUntil: "timestamp '2025-01-01'" });
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.nat(), async (shop, pick) => {
        const row = pickRow(shop, pick);
        if (row === undefined) return;
        const isEarlier = (order: Order) => (momentOf(shop, order.at) ?? 0) <= row.asOf;
        const later = { ...shop, orders: shop.orders.filter((order) => !isEarlier(order)) };
        const flipped = {
          ...shop,
          orders: shop.orders.map((order) => (isEarlier(order) ? { ...order, paid: !order.paid } : order)),
        };
        const prefix = `${row.key} ${row.asOf} `;
        const [own, ...others] = await labelsInTurn([shop, later, flipped], label, prefix);
        expect(others).toEqual([own, own]);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves out rows whose horizon ends after the last row, whatever `where` says", async () => {
    const orders: Order[] = [
      { buyer: 1, at: start + 30 * dayMs, paid: false, amount: 1, sku: null },
      { buyer: 1, at: start + 6 * dayMs, paid: true, amount: 1, sku: null },
    ];
    const shop: Shop = {
      zone: "UTC",
      session: "Asia/Seoul",
      type: "timestamp",
      people: [{ id: 1, since: start, until: null }],
      orders,
    };
    const moments = await labelsOf(shop, existsLabel());
    // The horizon of the last one ends with the last order: day 12 and a half would be too late for day 30.
    expect(moments).toEqual([
      `1 ${start + 5 * dayMs} true`,
      `1 ${start + 8.5 * dayMs} false`,
      `1 ${start + 12 * dayMs} false`,
    ]);
  });

  it("takes the end of what was observed where it is declared", async () => {
    const shop: Shop = {
      zone: "Asia/Seoul",
      session: "UTC",
      type: "date",
      people: [{ id: 1, since: start, until: null }],
      orders: [{ buyer: 1, at: start + 100 * dayMs, paid: true, amount: 1, sku: null }],
    };
    const at = (day: number) =>
      labelsOf(shop, existsLabel({ observedUntil: literalOf(start + day * dayMs) }));
    expect(await at(20)).toEqual([`1 ${start + 5 * dayMs} false`]);
    expect(await at(19)).toEqual([]);
  });

  it("has no rows where nothing was observed", async () => {
    const shop: Shop = {
      zone: "UTC",
      session: "UTC",
      type: "timestamp",
      people: [{ id: 1, since: start, until: null }],
      orders: [],
    };
    expect(await labelsOf(shop, existsLabel())).toEqual([]);
  });
});

/** One of the rows of the spine; none where it is empty. */
function pickRow(shop: Shop, pick: number) {
  const rows = spineEvery(shop, twiceAWeek);
  return rows[pick % Math.max(rows.length, 1)];
}

async function labelsInTurn(shops: readonly Shop[], label: Label, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for (const shop of shops) {
    const labels = await labelsOf(shop, { ...label, within });
    found.push(labels.filter((text) => text.startsWith(prefix)).join());
  }
  return found;
}
