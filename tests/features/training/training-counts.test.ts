import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingCounts } from "../../../src/features/training/training-counts.ts";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { TrainingSet } from "../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine, type Row } from "./engine.ts";
import { hashOfRow, hashRange, isComplete, isPurged, spineEvery } from "./reference.ts";
import {
  arbitraryPurge,
  arbitraryTimeParts,
  existsLabel,
  setOf,
  timeSplit,
  twiceAWeek,
  within,
} from "./sets.ts";
import { arbitraryShop, createShop, momentOf } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const balances: readonly TrainingSet["balance"][] = [
  undefined,
  { kind: "weights" },
  { kind: "under_sample", ratio: 1, seed: "b" },
];

const purges = fc.option(fc.record({ parts: arbitraryTimeParts, purge: arbitraryPurge }), { freq: 3 });

describe("trainingCounts(set, dialect)", () => {
  it("tells what became of every row", async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryShop,
        fc.constantFrom(...balances),
        purges,
        async (shop, balance, purging) => {
          await createShop(engine, shop);
          const set = setOf(shop.zone, {
            label: existsLabel(),
            sample: { share: 0.6, seed: "s" },
            ...(purging && { split: timeSplit(purging.parts, purging.purge) }),
            ...(balance !== undefined && { balance }),
          });
          const spine = spineEvery(shop, twiceAWeek);
          const complete = spine.filter((row) => isComplete(shop, row, within));
          const unpurged = complete.filter(
            (row) => !purging || !isPurged(shop, row, purging.parts, purging.purge),
          );
          const sampled = unpurged.filter((row) => hashOfRow("s", row) < 0.6 * hashRange);
          const kept = await engine.rows(`select bought from (${trainingSelect(set, duckdbDialect)})`);
          const unknown = shop.people.filter(
            ({ id, since }) => id === null || momentOf(shop, since) === null,
          );
          expect(await countsOf(set)).toEqual({
            source_rows: shop.people.length,
            without_key: unknown.length,
            spine_rows: spine.length,
            incomplete: spine.length - complete.length,
            purged: complete.length - unpurged.length,
            sampled_away: unpurged.length - sampled.length,
            balanced_away: sampled.length - kept.length,
            kept: kept.length,
            classes: classesOf(kept),
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it("counts rows without a key or a moment, and each moment once", async () => {
    await engine.run(`create or replace table visits as from (values
      (1, timestamp '2024-01-01'), (1, timestamp '2024-01-01'), (1, null), (null, timestamp '2024-01-01'), (2, timestamp 'infinity')
    ) visits(id, t)`);
    const spine = { kind: "rows", relation: "visits", key: ["id"], asOf: "t", keep: [] } as const;
    expect(await countsOf(setOf("UTC", { spine }))).toEqual({
      source_rows: 5,
      without_key: 3,
      spine_rows: 1,
      incomplete: 0,
      purged: 0,
      sampled_away: 0,
      balanced_away: 0,
      kept: 1,
      classes: null,
    });
  });

  it("gives numbers of one type, whatever the set has", async () => {
    await engine.run(
      "create or replace table people as from (values (1, date '2024-01-01', null::date)) p(id, since, until)",
    );
    await engine.run(
      "create or replace table orders as from (values (1, date '2024-01-01', true)) o(buyer, ordered_at, paid)",
    );
    for (const set of [setOf("UTC"), setOf("UTC", { label: existsLabel() })]) {
      const types =
        await engine.rows(`select distinct data_type from (select unnest(['source_rows', 'kept', 'classes']) as name)
        join (select column_name as name, column_type as data_type from (describe ${trainingCounts(set, duckdbDialect)})) using (name) order by all`);
      expect(types).toEqual([{ data_type: "BIGINT" }, { data_type: "JSON" }]);
    }
  });
});

async function countsOf(set: TrainingSet): Promise<Record<string, unknown>> {
  const [row] = await engine.rows(trainingCounts(set, duckdbDialect));
  const { classes, ...counts } = row ?? {};
  const numbers = Object.entries(counts).map(([name, count]) => [name, Number(count)]);
  return { ...Object.fromEntries(numbers), classes: classes === null ? null : JSON.parse(String(classes)) };
}

function classesOf(rows: readonly Row[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { bought } of rows) counts[String(bought)] = (counts[String(bought)] ?? 0) + 1;
  return counts;
}
