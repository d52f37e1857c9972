import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainingSelect } from "../../../src/features/training/training-select.ts";
import type { Split, TrainingSet } from "../../../src/features/training-types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";
import {
  hashOf,
  hashOfRow,
  hashRange,
  isComplete,
  ordersWithin,
  type SetRow,
  spineEvery,
} from "./reference.ts";
import { dayMs, literalOf } from "./reference-time.ts";
import { keyOf, nameOf, rowsOfSet } from "./set-rows.ts";
import { existsLabel, setOf, twiceAWeek, within } from "./sets.ts";
import { arbitraryPerson, arbitraryShop, type Shop, start } from "./shop.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const rowsOf = (shop: Shop, parts: Partial<TrainingSet>) => rowsOfSet(engine, shop, parts);

const shares = [
  { name: "train", share: 0.5 },
  { name: "valid", share: 0.2 },
  { name: "test", share: 0.3 },
];

/** The part of a hash by the shares above. */
const partOf = (hash: number) =>
  hash < 0.5 * hashRange ? "train" : hash < 0.7 * hashRange ? "valid" : "test";

describe("sampleRows(writing, from)", () => {
  it("takes the rows whose hash is in the share", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.constantFrom(0.1, 0.5, 0.75, 1), async (shop, share) => {
        const rows = await rowsOf(shop, { sample: { share, seed: "a seed" } });
        const taken = spineEvery(shop, twiceAWeek).filter(
          (row) => hashOfRow("a seed", row) < share * hashRange,
        );
        expect(rows.map(keyOf)).toEqual(taken.map(nameOf));
      }),
      { numRuns: 30 },
    );
  });

  it("takes about the share of many rows", async () => {
    await engine.run(
      "create or replace table many as select i as id, timestamp '2024-01-01' as t from range(20000) r(i)",
    );
    const set = setOf("UTC", {
      spine: { kind: "rows", relation: "many", key: ["id"], asOf: "t", keep: [] },
      sample: { share: 0.2, seed: "x" },
    });
    const rows = await engine.rows(trainingSelect(set, duckdbDialect));
    expect(Math.abs(rows.length - 4000)).toBeLessThan(200);
  });
});

describe("splitRows(writing, from)", () => {
  const seed = "s";
  const splits: readonly (readonly [string, Split, (row: SetRow) => string])[] = [
    ["entity", { kind: "hash", of: "entity", seed, parts: shares }, (row) => partOf(hashOf(seed, row.key))],
    ["row", { kind: "hash", of: "row", seed, parts: shares }, (row) => partOf(hashOfRow(seed, row))],
    [
      "a column",
      { kind: "hash", of: { column: "id" }, seed, parts: shares },
      (row) => partOf(hashOf(seed, row.key)),
    ],
    [
      "time",
      {
        kind: "time",
        parts: [
          { name: "train", until: literalOf(start + 22.5 * dayMs) },
          { name: "valid", until: literalOf(start + 40 * dayMs) },
          { name: "test" },
        ],
      },
      ({ asOf }) => (asOf < start + 22.5 * dayMs ? "train" : asOf < start + 40 * dayMs ? "valid" : "test"),
    ],
  ];

  it.each(splits)("splits by %s", async (_, split, expected) => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const rows = await rowsOf(shop, { split });
        const parts = spineEvery(shop, twiceAWeek).map((row) => `${nameOf(row)} ${expected(row)}`);
        expect(rows.map((row) => `${keyOf(row)} ${row.split}`)).toEqual(parts);
      }),
      { numRuns: 20 },
    );
  });

  it.each(splits)("leaves a row split by %s where it is when rows are added", async (_, split) => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.array(arbitraryPerson, { minLength: 1 }), async (shop, people) => {
        const before = await rowsOf(shop, { split });
        const after = await rowsOf({ ...shop, people: [...people, ...shop.people] }, { split });
        const parts = new Map(after.map((row) => [keyOf(row), row.split]));
        for (const row of before) expect(parts.get(keyOf(row))).toBe(row.split);
      }),
      { numRuns: 20 },
    );
  });

  it("puts rows of no group together", async () => {
    await engine.run(
      "create or replace table many as select i as id, timestamp '2024-01-01' as t, null::date as team from range(50) r(i)",
    );
    const set = setOf("UTC", {
      spine: { kind: "rows", relation: "many", key: ["id"], asOf: "t", keep: ["team"] },
      split: { kind: "hash", of: { column: "team" }, seed, parts: shares },
    });
    const sql = trainingSelect(set, duckdbDialect);
    expect(await engine.rows(`select distinct split from (${sql})`)).toEqual([
      { split: partOf(hashOf(seed, "")) },
    ]);
  });
});

describe("balanceRows(writing, from)", () => {
  const split: Split = { kind: "hash", of: "entity", seed: "s", parts: shares };
  const label = existsLabel();

  interface Labelled extends SetRow {
    readonly bought: boolean;
    readonly part: string;
  }

  function labelled(shop: Shop): Labelled[] {
    return spineEvery(shop, twiceAWeek)
      .filter((row) => isComplete(shop, row, within))
      .map((row) => ({
        ...row,
        bought: ordersWithin(shop, row, within).some(({ paid }) => paid),
        part: partOf(hashOf("s", row.key)),
      }));
  }

  const classesOf = (rows: readonly Labelled[]) =>
    [true, false]
      .map((bought) => rows.filter((row) => row.bought === bought))
      .filter((rows) => rows.length > 0);

  it.each([true, false])("weighs the classes of the training rows alike (parts: %s)", async (parts) => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, async (shop) => {
        const all = labelled(shop);
        const isTraining = (row: Labelled) => !parts || row.part === "train";
        const classes = classesOf(all.filter(isTraining));
        const total = classes.flat().length;
        const weightOf = (row: Labelled) => {
          const own = classes.find((rows) => rows.includes(row));
          return own === undefined ? 1 : total / (classes.length * own.length);
        };
        const rows = await rowsOf(shop, { label, balance: { kind: "weights" }, ...(parts && { split }) });
        expect(rows.map((row) => [keyOf(row), row.weight])).toEqual(
          all.map((row) => [nameOf(row), weightOf(row)]),
        );
      }),
      { numRuns: 30 },
    );
  });

  it.each([true, false])("takes exactly so many of each larger class (parts: %s)", async (parts) => {
    await fc.assert(
      fc.asyncProperty(arbitraryShop, fc.constantFrom(1, 1.5, 2, 3), async (shop, ratio) => {
        const all = labelled(shop);
        const classes = classesOf(all.filter((row) => !parts || row.part === "train"));
        const most = Math.floor(ratio * Math.min(...classes.map((rows) => rows.length)));
        const dropped = classes.flatMap((rows) =>
          rows.toSorted((one, other) => hashOfRow("b", one) - hashOfRow("b", other)).slice(most),
        );
        const balance = { kind: "under_sample", ratio, seed: "b" } as const;
        const rows = await rowsOf(shop, { label, balance, ...(parts && { split }) });
        expect(rows.map(keyOf)).toEqual(all.filter((row) => !dropped.includes(row)).map(nameOf));
      }),
      { numRuns: 50 },
    );
  });

  it("passes over rows without a label", async () => {
    await engine.run(
      "create or replace table many as select i as id, timestamp '2024-01-01' as t from range(8) r(i)",
    );
    await engine.run(
      "create or replace table marks as from (values (0, 1), (1, 1), (2, 1), (3, 2), (4, null)) m(id, mark), (values (timestamp '2024-01-02')) w(t)",
    );
    const set = setOf("UTC", {
      spine: { kind: "rows", relation: "many", key: ["id"], asOf: "t", keep: [] },
      label: existsLabel({
        relation: "(select * from marks) as marks",
        key: ["id"],
        timestamp: "t",
        where: "true",
        value: { kind: "max", value: "mark" },
        observedUntil: "date '2025-01-01'",
      }),
    });
    const weights = trainingSelect({ ...set, balance: { kind: "weights" } }, duckdbDialect);
    expect(
      await engine.rows(
        `select bought, weight, count(*)::int as n from (${weights}) group by all order by all`,
      ),
    ).toEqual([
      { bought: 1, weight: 4 / 6, n: 3 },
      { bought: 2, weight: 2, n: 1 },
      { bought: null, weight: null, n: 4 },
    ]);
    const fewer = trainingSelect(
      { ...set, balance: { kind: "under_sample", ratio: 2, seed: "b" } },
      duckdbDialect,
    );
    expect(
      await engine.rows(`select bought, count(*)::int as n from (${fewer}) group by all order by all`),
    ).toEqual([
      { bought: 1, n: 2 },
      { bought: 2, n: 1 },
      { bought: null, n: 4 },
    ]);
  });
});
