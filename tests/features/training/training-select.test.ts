import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingColumns } from "../../../src/features/training/training-columns.ts";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { SetFeatures, TrainingSet } from "../../../src/features/training-types.ts";
import type { FeatureView } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine, type Row } from "./engine.ts";
import { addDuration, dayMs } from "./reference-time.ts";
import { existsLabel, setOf } from "./sets.ts";
import { arbitraryShop, createShop, momentOf, type Order, type Shop } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const ordersView = (zone: string): FeatureView => ({
  name: "orders",
  key: ["id"],
  source: {
    relation: "orders",
    key: ["buyer"],
    clock: { kind: "events", timestamp: "ordered_at" },
    zone,
    order: [],
  },
  columns: [
    {
      kind: "aggregate",
      name: "count_30d",
      aggregate: { kind: "count" },
      window: { amount: 30, unit: "day" },
    },
    {
      kind: "aggregate",
      name: "sum_1mo",
      aggregate: { kind: "sum", value: "amount" },
      window: { amount: 1, unit: "month" },
      default: "0",
    },
    { kind: "aggregate", name: "last_sku", aggregate: { kind: "last", value: "sku" }, window: null },
  ],
});

const features = (zone: string): readonly SetFeatures[] => [
  {
    view: ordersView(zone),
    columns: [
      { column: "count_30d", as: "orders_count_30d" },
      { column: "sum_1mo", as: "Sum" },
    ],
    links: [],
  },
];

const fullSet = (zone: string, parts: Partial<TrainingSet> = {}): TrainingSet =>
  setOf(zone, {
    features: features(zone),
    expressions: [
      { name: "mean", value: `"Sum" / nullif(orders_count_30d, 0) -- of an order` },
      { name: "is_dear", value: "mean > 3" },
    ],
    label: existsLabel(),
    split: {
      kind: "hash",
      of: "entity",
      seed: "s",
      parts: [
        { name: "train", share: 0.7 },
        { name: "test", share: 0.3 },
      ],
    },
    balance: { kind: "weights" },
    encodings: [
      { column: "Sum", as: "sum_standard", method: { kind: "standard" } },
      {
        column: "orders_count_30d",
        as: "count_target",
        method: { kind: "target", smoothing: 1, folds: 2, seed: "t" },
      },
    ],
    ...parts,
  });

async function rowsOf(shop: Shop, set: TrainingSet): Promise<readonly Row[]> {
  await createShop(engine, shop);
  return engine.rows(
    `select *, epoch_ms(as_of) as ms from (${trainingSelect(set, duckdbDialect)}) order by id, as_of`,
  );
}

describe("trainingSelect(set, dialect)", () => {
  it("has the columns that were announced, in their order", async () => {
    await createShop(engine, { zone: "UTC", session: "UTC", type: "timestamptz", people: [], orders: [] });
    const sets: readonly TrainingSet[] = [
      setOf("UTC"),
      fullSet("Asia/Seoul"),
      fullSet("UTC", { balance: { kind: "under_sample", ratio: 1, seed: "b" } }),
      fullSet("UTC", { encodings: [{ column: "Sum", as: "has", method: { kind: "one_hot", limit: 3 } }] }),
      fullSet("UTC", {
        spine: {
          kind: "rows",
          relation: "orders",
          key: ["buyer"],
          asOf: "ordered_at",
          keep: ["sku", "amount"],
        },
      }),
    ];
    for (const set of sets) {
      const described = await engine.rows(`describe ${trainingSelect(set, duckdbDialect)}`);
      expect(described.map((row) => row.column_name)).toEqual(trainingColumns(set));
    }
    expect(trainingColumns(fullSet("UTC"))).toEqual([
      ..."id as_of orders_count_30d Sum mean is_dear bought split weight sum_standard count_target".split(
        " ",
      ),
    ]);
  });

  it("gives each row the features of its moment", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const rows = await rowsOf(shop, fullSet(shop.zone));
        for (const row of rows) {
          const [asOf, key] = [Number(row.ms), row.id];
          const own = shop.orders.filter((order) => order.buyer === key);
          const since = (start: number) =>
            own.filter(({ at }) => {
              const moment = momentOf(shop, at);
              return moment !== null && start < moment && moment <= asOf;
            });
          // A month before T, by the calendar, is where a window of a month begins.
          const month = since(addDuration(asOf, { amount: -1, unit: "month" }, shop.zone));
          const sum = month.reduce((total, { amount }) => total + (amount ?? 0), 0);
          const count = since(asOf - 30 * dayMs).length;
          const mean = count === 0 ? null : sum / count;
          expect([Number(row.orders_count_30d), Number(row.Sum), row.mean, row.is_dear]).toEqual([
            count,
            sum,
            mean,
            mean === null ? null : mean > 3,
          ]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("never lets a later row into a feature, nor an earlier one into a label", async () => {
    const set = (zone: string) =>
      fullSet(zone, {
        label: existsLabel({ observedUntil: "date '2025-01-01'" }),
        encodings: [],
      });
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.nat(), async (shop, pick) => {
        const before = await rowsOf(shop, set(shop.zone));
        const row = before[pick % Math.max(before.length, 1)];
        if (row === undefined) return;
        const isLater = ({ at }: Order) => (momentOf(shop, at) ?? 0) > Number(row.ms);
        const change = (order: Order) => ({ ...order, paid: !order.paid, amount: 7, sku: "c" });
        const changed = (which: boolean): Shop => ({
          ...shop,
          orders: shop.orders.map((order) => (isLater(order) === which ? change(order) : order)),
        });
        const same = (rows: readonly Row[]) => rows.find(({ id, ms }) => id === row.id && ms === row.ms);
        const ofFeatures = ({ orders_count_30d, Sum, mean }: Row) => [orders_count_30d, Sum, mean];
        const future = same(await rowsOf(changed(true), set(shop.zone)));
        const past = same(await rowsOf(changed(false), set(shop.zone)));
        expect(ofFeatures(future ?? {})).toEqual(ofFeatures(row));
        expect([past?.bought, past?.split]).toEqual([row.bought, row.split]);
      }),
      { numRuns: 40 },
    );
  });

  it("is a history of features without a label", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const set = setOf(shop.zone, { features: features(shop.zone) });
        const spine = await rowsOf(shop, setOf(shop.zone));
        const rows = await rowsOf(shop, set);
        expect(rows.map(({ id, as_of }) => [id, as_of])).toEqual(spine.map(({ id, as_of }) => [id, as_of]));
        expect(trainingColumns(set)).toEqual(["id", "as_of", "orders_count_30d", "Sum"]);
      }),
      { numRuns: 20 },
    );
  });

  it("splits and balances by a feature once the features are there", async () => {
    const parts = [
      { name: "train", share: 0.5 },
      { name: "test", share: 0.5 },
    ];
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const rows = await rowsOf(
          shop,
          fullSet(shop.zone, {
            split: { kind: "hash", of: { column: "is_dear" }, seed: "s", parts },
            balance: { kind: "under_sample", ratio: 1, seed: "b" },
            encodings: [],
          }),
        );
        const groups = new Map(rows.map((row) => [row.is_dear, row.split]));
        for (const row of rows) expect(groups.get(row.is_dear ?? null)).toBe(row.split);
        const training = rows.filter((row) => row.split === "train");
        const bought = training.filter((row) => row.bought === true).length;
        if (bought > 0 && bought < training.length) expect(bought).toBe(training.length - bought);
      }),
      { numRuns: 30 },
    );
  });

  it("gives features of a related entity by columns of the spine", async () => {
    await engine.run("set TimeZone = 'UTC'");
    await engine.run(`create or replace table orders as from (values
      (1, timestamp '2024-03-01', true, 1, 'a'), (2, timestamp '2024-03-02', true, 1, 'a'), (2, timestamp '2024-03-03', true, 1, 'b')
    ) orders(buyer, ordered_at, paid, amount, sku)`);
    const view: FeatureView = {
      name: "products",
      key: ["sku"],
      source: {
        relation: "orders",
        key: ["sku"],
        clock: { kind: "events", timestamp: "ordered_at" },
        zone: "UTC",
        order: [],
      },
      columns: [{ kind: "aggregate", name: "sold", aggregate: { kind: "count" }, window: null }],
    };
    const set = setOf("UTC", {
      key: ["buyer"],
      spine: { kind: "rows", relation: "orders", key: ["buyer"], asOf: "ordered_at", keep: ["sku"] },
      features: [{ view, columns: [{ column: "sold", as: "sold" }], links: [], key: ["sku"] }],
    });
    const rows = await engine.rows(
      `select buyer, sku, sold from (${trainingSelect(set, duckdbDialect)}) order by as_of`,
    );
    expect(rows).toEqual([
      { buyer: 1, sku: "a", sold: "1" },
      { buyer: 2, sku: "a", sold: "2" },
      { buyer: 2, sku: "b", sold: "1" },
    ]);
  });

  it("is the same text for the same set", () => {
    expect(trainingSelect(fullSet("UTC"), duckdbDialect)).toBe(trainingSelect(fullSet("UTC"), duckdbDialect));
  });

  it("gives the same rows however the engine spreads them over threads", async () => {
    await engine.run("set threads = 4");
    await engine.run(
      "create or replace table people as select i as id, timestamp '2024-03-01' as since, null::timestamp as until from range(300) r(i)",
    );
    await engine.run(`create or replace table orders as select i % 300 as buyer, timestamp '2024-03-01' + to_minutes(i * 3) as ordered_at,
      i % 3 = 0 as paid, (i * 7919 % 1000) / 7 as amount, 'sku ' || i % 11 as sku from range(30000) r(i)`);
    const sql = `${trainingSelect(
      fullSet("UTC", {
        features: [],
        expressions: [
          { name: "orders_count_30d", value: "id % 7" },
          { name: "Sum", value: "sqrt(id) * 1e6" },
        ],
      }),
      duckdbDialect,
    )} order by all`;
    const rows = await engine.rows(sql);
    expect(rows.length).toBeGreaterThan(1000);
    await engine.run("set threads = 1");
    expect(await engine.rows(sql)).toEqual(rows);
    await engine.run("reset threads");
  });
});
