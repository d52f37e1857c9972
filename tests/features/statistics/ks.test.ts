import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countAlong } from "../../../src/features/statistics/count-along.ts";
import { driftOf } from "../../../src/features/statistics/drift.ts";
import { kindOfType } from "../../../src/features/statistics/kinds.ts";
import { ksOfTables } from "../../../src/features/statistics/ks.ts";
import { measureTable } from "../../../src/features/statistics/measure-table.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "../../compile/support/engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

const ask = (sql: string) => engine.rows(sql);
const column = (name: string, type: string) => ({ name, type, kind: kindOfType(type) });

async function fill(name: string, values: readonly (number | null)[]): Promise<void> {
  const rows = values.map((each) => `(${each ?? "null"}::double)`).join(", ");
  await engine.run(`create or replace table ${name} as select * from (values ${rows}) t(x)`);
}

async function ksOf(a: readonly (number | null)[], b: readonly (number | null)[]) {
  await fill("a", a);
  await fill("b", b);
  const side = (from: string) => ({ table: { from, isTable: true }, column: column("x", "DOUBLE") });
  return ksOfTables(ask, side("a"), side("b"), duckdbDialect);
}

describe("ksOfTables(ask, reference, current, dialect)", () => {
  it("gives the published statistic of control and treatment", async () => {
    // www.physics.csbsju.edu/stats/KS-test.html, controlA and treatmentA; SciPy 1.17.1's ks_2samp says the same: 0.45.
    const control = [
      0.22, -0.87, -2.39, -1.79, 0.37, -1.54, 1.28, -0.31, -0.74, 1.72, 0.38, -0.17, -0.62, -1.1, 0.3, 0.15,
      2.3, 0.19, -0.5, -0.09,
    ];
    const treatment = [
      -5.13, -2.19, -2.43, -3.83, 0.5, -3.25, 4.32, 1.63, 5.18, -0.43, 7.11, 4.87, -3.1, -5.81, 3.76, 6.31,
      2.58, 0.07, 5.76, 3.5,
    ];
    expect(await ksOf(control, treatment)).toMatchObject({ statistic: expect.closeTo(0.45, 12), error: 0 });
  });

  it("steps once where values are equal, and leaves out what is missing", async () => {
    // scipy.stats.ks_2samp of the same (SciPy 1.17.1): 0.48333333333333334.
    const found = await ksOf(
      [1, 2, 2, 3, 3, 3, 4, 5, 5, 9, null],
      [2, 3, 3, 5, 5, 6, 7, 7, 8, 9, 9, 10, null],
    );
    expect(found?.statistic).toBeCloseTo(0.48333333333333334, 12);
    expect(await ksOf([1, 1], [1, 1, 1])).toMatchObject({ statistic: 0, pValue: 1 });
    expect(await ksOf([null], [1])).toBeNull();
  });
});

describe("countAlong(ask, table, columns, dialect)", () => {
  it("counts another table by the bins of the first, so that drift is exact", async () => {
    await engine.run(
      "create or replace table before as select (i * 7919) % 1000 as x, 'c' || i % 4 as c, i % 2 = 0 as b from range(5000) t(i)",
    );
    await engine.run(
      "create or replace table after as select (i * 7919) % 1000 + 100 as x, 'c' || i % 5 as c, null::boolean as b from range(5000) t(i)",
    );
    const columns = [column("x", "BIGINT"), column("c", "VARCHAR"), column("b", "BOOLEAN")];
    const before = await measureTable(ask, { from: "before", isTable: true }, columns, duckdbDialect);
    const pairs = before.flatMap(({ histogram }, index) => {
      const found = columns[index];
      return histogram && found ? [{ column: found, along: histogram }] : [];
    });
    const same = await countAlong(ask, { from: "before", isTable: true }, pairs, duckdbDialect);
    expect(same).toEqual(before.map(({ histogram }) => histogram));

    const after = await countAlong(ask, { from: "after", isTable: true }, pairs, duckdbDialect);
    const drift = pairs.map(({ column: { name }, along }, index) => {
      const counted = after[index];
      return counted && driftOf(name, along, counted);
    });
    // A tenth of the uniform values has left at the one end and come at the other: (0 - 0.1) ln(0.0001 / 0.1) + (0.2 - 0.1) ln(0.2 / 0.1).
    expect(drift[0]?.psi).toBeCloseTo(0.0999 * Math.log(1000) + 0.1 * Math.log(2), 2);
    expect(drift[0]?.ks).toBeCloseTo(0.1, 2);
    expect(drift[1]?.psi).toBeCloseTo(4 * -0.05 * Math.log(0.8) + 0.1999 * Math.log(2000), 6);
    expect(drift[2]?.nulls).toEqual({ reference: 0, current: 1 });
  });

  it("says that a column of another kind cannot be counted so", async () => {
    await engine.run("create or replace table texts as select 'a' as x");
    const along = { kind: "numbers", edges: [1], counts: [1, 0], nulls: 0 } as const;
    const pair = { column: column("x", "VARCHAR"), along };
    expect(await countAlong(ask, { from: "texts", isTable: true }, [pair], duckdbDialect)).toEqual([
      undefined,
    ]);
  });
});
