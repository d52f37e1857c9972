import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session, Warehouse } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { reportAssociations } from "../../../src/features/association/report.ts";
import { kindOfType } from "../../../src/features/statistics/kinds.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";

let warehouse: Warehouse;
let session: Session;
beforeAll(async () => {
  warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: process.cwd() });
  session = await warehouse.connect();
  await session.run(`create table t as select
    hash(i) % 1000 as base,
    (hash(i) % 1000) * 2 + (hash(i * 7) % 20) as twin,
    case when i % 10 = 0 then null else hash(i) % 1000 + 1 end as holey,
    (hash(i * 13) % 1000)::double as apart,
    'c' || (hash(i) % 1000) // 250 as part,
    7 as fixed,
    i = 5 as nearly,
    {a: i} as other,
    hash(i) % 1000 > 500 as label
  from range(20000) r(i)`);
});
afterAll(() => warehouse.close());

async function report(label?: string, sampleRows?: number) {
  const described = await session.columns({ schema: "main", name: "t" });
  const columns = described.map((column) => ({ ...column, kind: kindOfType(column.type) }));
  const access = {
    ask: (sql: string) => session.rows(sql),
    read: (sql: string) => session.readBatches(sql, 10_000),
  };
  return reportAssociations(access, { from: "t", isTable: true }, columns, {
    limit: 0.9,
    dialect: duckdbDialect,
    ...(label !== undefined && { label }),
    ...(sampleRows !== undefined && { sampleRows }),
  });
}

describe("reportAssociations(access, table, columns, options)", () => {
  it("tells pairs, constants, and which of redundant features to keep", async () => {
    const { rows, sampled, pairs, constant, redundant, withLabel } = await report();
    expect([rows, sampled, withLabel]).toEqual([20_000, 20_000, []]);
    expect(pairs[0]).toEqual({ a: "base", b: "holey", measure: "pearson", value: 1, rows: 18_000 });
    expect(pairs.some(({ a, b }) => a === "apart" || b === "apart")).toBe(false);
    expect(pairs.map(({ a, b, measure }) => `${a} ${b} ${measure}`)).toContain("base part correlation_ratio");
    expect(constant).toEqual([
      { feature: "fixed", share: 1 },
      { feature: "nearly", share: 0.99995 },
    ]);
    expect(redundant.map(({ keep, drop }) => [keep, drop.map(({ feature }) => feature)])).toEqual([
      ["base", ["twin", "part", "holey"]],
    ]);
  });

  it("ranks features by what they say of the label, which is none of them", async () => {
    const { withLabel: label, pairs, redundant } = await report("label");
    expect(label[0]).toMatchObject({ b: "label" });
    expect(label.map(({ a }) => a).sort()).toEqual(["apart", "base", "holey", "nearly", "part", "twin"]);
    expect(Math.abs(label[0]?.value ?? 0)).toBeGreaterThan(0.8);
    expect(pairs.some(({ a, b }) => a === "label" || b === "label")).toBe(false);
    expect(redundant[0]?.keep).toBe(label[0]?.a);
  });

  it("samples large tables, and computes what it tells of Pearson over all rows", async () => {
    const { rows, sampled, pairs } = await report(undefined, 2000);
    expect(rows).toBe(20_000);
    expect(sampled).toBeGreaterThan(1500);
    expect(sampled).toBeLessThan(2500);
    const [exact] = await session.rows("select corr(base, twin) as r from t");
    const found = pairs.find(({ a, b, measure }) => a === "base" && b === "twin" && measure === "pearson");
    expect(found?.value).toBeCloseTo(Number(exact?.r), 12);
    expect(found?.rows).toBe(20_000);
  });
});
