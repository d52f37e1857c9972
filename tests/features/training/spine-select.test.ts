import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spineSelect } from "../../../src/features/training/spine-select.ts";
import type { SpineSource } from "../../../src/features/training-types.ts";
import type { Duration } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";
import { compareRows, type SetRow, spineAtOrders, spineEvery } from "./reference.ts";
import { dayMs, literalOf } from "./reference-time.ts";
import { arbitraryShop, createShop, start } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const population = { relation: "people", key: ["id"], aliveSince: "since", aliveUntil: "until" };

describe("spineSelect(set, dialect)", () => {
  it("takes a moment every so many days, both ends included", async () => {
    await engine.run("create or replace table people as select 1 as id");
    const spine = every({ amount: 7, unit: "day" }, "2024-01-01", "2024-01-15", {
      relation: "people",
      key: ["id"],
    });
    expect(await momentsOf(spine, "Asia/Seoul")).toEqual([
      "2024-01-01 00:00:00",
      "2024-01-08 00:00:00",
      "2024-01-15 00:00:00",
    ]);
  });

  it("counts months from the first moment, in the calendar of the zone", async () => {
    await engine.run("create or replace table people as select 1 as id");
    const spine = every({ amount: 1, unit: "month" }, "2024-01-31 05:00:00", "2024-05-01", {
      relation: "people",
      key: ["id"],
    });
    // Midnight in New York, which is an hour earlier in UTC once the clocks have changed.
    expect(await momentsOf(spine, "America/New_York")).toEqual([
      "2024-01-31 05:00:00",
      "2024-02-29 05:00:00",
      "2024-03-31 04:00:00",
      "2024-04-30 04:00:00",
    ]);
  });

  it("has no rows where the end comes before the beginning", async () => {
    await engine.run("create or replace table people as select 1 as id");
    const people = { relation: "people", key: ["id"] };
    for (const unit of ["day", "month", "year"] as const)
      expect(await momentsOf(every({ amount: 1, unit }, "2024-01-02", "2024-01-01", people), "UTC")).toEqual(
        [],
      );
  });

  it("takes each person once for a moment, however often the population has them", async () => {
    await engine.run("create or replace table people as from (values (1), (1), (null)) people(id)");
    const spine = every({ amount: 1, unit: "day" }, "2024-01-01", "2024-01-02", {
      relation: "people",
      key: ["id"],
    });
    expect(await momentsOf(spine, "UTC")).toEqual(["2024-01-01 00:00:00", "2024-01-02 00:00:00"]);
  });

  it("keeps the columns of one row of those of one moment", async () => {
    await engine.run(`create or replace table visits as from (values
      (1, date '2024-01-01', 7, null), (1, date '2024-01-01', 5, 'x'), (1, null, 1, 'a'), (null, date '2024-01-01', 1, 'a')
    ) visits(id, day, "Visit No", referrer)`);
    const spine: SpineSource = {
      kind: "rows",
      relation: "visits",
      key: ["id"],
      asOf: "day -- of the visit",
      keep: ["Visit No", "referrer"],
    };
    const sql = spineSelect({ key: ["customer"], zone: "Asia/Seoul", spine }, duckdbDialect);
    expect(await engine.rows(sql)).toEqual([
      { customer: 1, as_of: "2023-12-31 15:00:00", "Visit No": 5, referrer: "x" },
    ]);
  });

  it("takes keys of several columns, of which none may be missing", async () => {
    await engine.run(
      "create or replace table visits as select * from (values (1, 'a'), (1, null), (2, 'a')) v(shop, customer), (values (timestamp '2024-01-01')) t(ordered_at)",
    );
    const spine: SpineSource = {
      kind: "rows",
      relation: "visits",
      key: ["shop", "customer"],
      asOf: "ordered_at",
      keep: [],
    };
    const sql = spineSelect({ key: ["a", "select"], zone: "UTC", spine }, duckdbDialect);
    expect(await engine.rows(`${sql} order by all`)).toEqual([
      { a: 1, select: "a", as_of: "2024-01-01 00:00:00" },
      { a: 2, select: "a", as_of: "2024-01-01 00:00:00" },
    ]);
  });

  it("is what the reference says of a population", async () => {
    const unit = fc.constantFrom<Duration["unit"]>("hour", "day", "month");
    const step = fc.record({ unit, amount: fc.integer({ min: 1, max: 3 }) }).map(({ unit, amount }) => ({
      unit,
      amount: unit === "hour" ? amount * 30 : amount * 4,
    }));
    await fc.assert(
      fc.asyncProperty(arbitraryShop, step, fc.integer({ min: 0, max: 80 }), async (shop, step, days) => {
        await createShop(engine, shop);
        const [from, to] = [start + 6 * 3_600_000, start + 6 * 3_600_000 + days * dayMs];
        const spine: SpineSource = {
          kind: "every",
          step,
          from: literalOf(from),
          to: literalOf(to),
          population,
        };
        expect(await rowsOf(spine, shop.zone)).toEqual(spineEvery(shop, { step, from, to }));
      }),
      { numRuns: 60 },
    );
  });

  it("is what the reference says of rows of a relation", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.integer({ min: 0, max: 70 }), async (shop, days) => {
        await createShop(engine, shop);
        const [from, to] = [start + 20 * dayMs, start + days * dayMs];
        const spine: SpineSource = {
          kind: "rows",
          relation: "orders",
          key: ["buyer"],
          asOf: "ordered_at",
          where: "paid -- only",
          from: literalOf(from),
          to: literalOf(to),
          keep: [],
        };
        expect(await rowsOf(spine, shop.zone)).toEqual(spineAtOrders(shop, from, to));
      }),
      { numRuns: 60 },
    );
  });
});

function every(
  step: Duration,
  from: string,
  to: string,
  people: Extract<SpineSource, { kind: "every" }>["population"],
): SpineSource {
  return { kind: "every", step, from: `timestamp '${from}'`, to: `timestamp '${to}'`, population: people };
}

async function momentsOf(spine: SpineSource, zone: string): Promise<readonly unknown[]> {
  const rows = await engine.rows(
    `${spineSelect({ key: ["id"], zone, spine }, duckdbDialect)} order by as_of`,
  );
  return rows.map((row) => row.as_of);
}

async function rowsOf(spine: SpineSource, zone: string): Promise<SetRow[]> {
  const sql = spineSelect({ key: ["id"], zone, spine }, duckdbDialect);
  const rows = await engine.rows(`select id, epoch_ms(as_of) as as_of from (${sql})`);
  return rows.map((row) => ({ key: Number(row.id), asOf: Number(row.as_of) })).sort(compareRows);
}
