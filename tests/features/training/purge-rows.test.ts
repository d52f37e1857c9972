import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { TrainingSet } from "../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";
import { isComplete, isPurged, ordersWithin, partAt, spineEvery } from "./reference.ts";
import { dayMs } from "./reference-time.ts";
import { keyOf, nameOf, rowsOfSet } from "./set-rows.ts";
import {
  arbitraryPurge,
  arbitraryTimeParts,
  existsLabel,
  setOf,
  timeSplit,
  twiceAWeek,
  within,
} from "./sets.ts";
import { arbitraryPerson, arbitraryShop, type Shop, start } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const rowsOf = (shop: Shop, parts: Partial<TrainingSet>) => rowsOfSet(engine, shop, parts);

describe("purgeRows(writing, from)", () => {
  it("leaves out the rows of each part but the last that look past its end", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryShop,
        arbitraryTimeParts,
        arbitraryPurge,
        fc.boolean(),
        async (shop, parts, purge, hasLabel) => {
          const rows = await rowsOf(shop, {
            split: timeSplit(parts, purge),
            ...(hasLabel && { label: existsLabel({ within: purge }) }),
          });
          const kept = spineEvery(shop, twiceAWeek).filter(
            (row) => (!hasLabel || isComplete(shop, row, purge)) && !isPurged(shop, row, parts, purge),
          );
          expect(rows.map((row) => `${keyOf(row)} ${row.split}`)).toEqual(
            kept.map((row) => `${nameOf(row)} ${partAt(parts, row.asOf)?.name ?? null}`),
          );
        },
      ),
      { numRuns: 80 },
    );
  });

  it("keeps a row whose horizon ends with its part, and by the calendar of the set's zone", async () => {
    await engine.run("set TimeZone = 'UTC'");
    await engine.run(`create or replace table many as from (values
      (1, timestamp '2024-02-15 05:00'), (2, timestamp '2024-02-15 05:00:00.000001'), (3, timestamp '2024-03-15 04:00')
    ) many(id, t)`);
    const kept = async (zone: string) => {
      const set = setOf(zone, {
        spine: { kind: "rows", relation: "many", key: ["id"], asOf: "t", keep: [] },
        split: {
          kind: "time",
          parts: [{ name: "train", until: "timestamp '2024-03-15 04:00'" }, { name: "test" }],
          purge: { amount: 1, unit: "month" },
        },
      });
      const rows = await engine.rows(`select id from (${trainingSelect(set, duckdbDialect)}) order by id`);
      return rows.map(({ id }) => id);
    };
    // Midnight in New York, of the fifteenth in winter and a month later in summer.
    expect(await kept("America/New_York")).toEqual([1, 3]);
    expect(await kept("UTC")).toEqual([3]);
  });

  it("leaves a row in or out when rows are added", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryShop,
        fc.array(arbitraryPerson, { minLength: 1 }),
        arbitraryTimeParts,
        async (shop, people, parts) => {
          const split = timeSplit(parts, within);
          const before = await rowsOf(shop, { split });
          const after = await rowsOf({ ...shop, people: [...people, ...shop.people] }, { split });
          const ofBefore = new Set(spineEvery(shop, twiceAWeek).map(nameOf));
          expect(
            after.filter((row) => ofBefore.has(keyOf(row))).map((row) => [keyOf(row), row.split]),
          ).toEqual(before.map((row) => [keyOf(row), row.split]));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("lets nothing be weighed, under-sampled or fitted by the rows that it leaves out", async () => {
    const parts = [{ name: "train", until: start + 40 * dayMs }, { name: "test" }];
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const set = {
          label: existsLabel(),
          split: timeSplit(parts, within),
          expressions: [{ name: "day", value: "epoch(as_of) / 86400.0" }],
          encodings: [{ column: "day", as: "scaled", method: { kind: "min_max" } }],
        } as const;
        const training = spineEvery(shop, twiceAWeek)
          .filter((row) => isComplete(shop, row, within) && !isPurged(shop, row, parts, within))
          .filter(({ asOf }) => partAt(parts, asOf)?.name === "train")
          .map((row) => ({ ...row, bought: ordersWithin(shop, row, within).some(({ paid }) => paid) }));
        const sizes = [true, false]
          .map((bought) => training.filter((row) => row.bought === bought).length)
          .filter((size) => size > 0);
        const days = training.map(({ asOf }) => asOf / dayMs);
        const [least, most] = [Math.min(...days), Math.max(...days)];
        const weighed = await rowsOf(shop, { ...set, balance: { kind: "weights" } });
        const total = weighed
          .filter(({ split }) => split === "train")
          .reduce((sum, { weight }) => sum + Number(weight), 0);
        expect(total).toBeCloseTo(training.length, 6);
        for (const { ms, scaled } of weighed)
          if (most > least) expect(scaled).toBeCloseTo((Number(ms) / dayMs - least) / (most - least), 6);
        const fewer = await rowsOf(shop, { ...set, balance: { kind: "under_sample", ratio: 1, seed: "b" } });
        expect(fewer.filter(({ split }) => split === "train").length).toBe(
          training.length === 0 ? 0 : sizes.length * Math.min(...sizes),
        );
      }),
      { numRuns: 40 },
    );
  });
});
