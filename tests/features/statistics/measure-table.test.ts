import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kindOfType } from "../../../src/features/statistics/kinds.ts";
import { measureTable } from "../../../src/features/statistics/measure-table.ts";
import type { FeatureStatistics } from "../../../src/features/statistics/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "../../compile/support/engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

async function measure(
  select: string,
  options: { readonly isTable?: boolean; readonly isPrivate?: boolean } = {},
): Promise<Readonly<Record<string, FeatureStatistics>>> {
  const { isTable = true, isPrivate = false } = options;
  await engine.run(
    `drop view if exists measured_view; create or replace table measured as ${select}; create view measured_view as from measured`,
  );
  const described = await engine.rows("describe measured");
  const columns = described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    type: String(column_type),
    kind: kindOfType(String(column_type)),
    isPrivate,
  }));
  const table = { from: isTable ? "measured" : "measured_view", isTable };
  const found = await measureTable((sql) => engine.rows(sql), table, columns, duckdbDialect);
  return Object.fromEntries(found.map((each) => [each.feature, each]));
}

describe("measureTable(ask, table, columns, dialect)", () => {
  it("tells what numbers are", async () => {
    // The quantiles and deviation of 1..5 by hand: h = (n - 1) p, so q25 = 2, q01 = 1.04; variance 10 / 4.
    const { x } = await measure("from (values (1), (2), (3), (4), (5), (null)) t(x)");
    expect(x).toMatchObject({
      type: "INTEGER",
      kind: "number",
      rows: 6,
      nulls: 1,
      notFinite: 0,
      distinct: 5,
      isApproximate: false,
      mean: 3,
      min: 1,
      max: 5,
      histogram: { kind: "numbers", edges: [1, 2, 3, 4, 5], counts: [1, 1, 1, 1, 1, 0], nulls: 1 },
    });
    expect(x?.stddev).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(x?.quantiles?.map((each) => Number(each.toFixed(6)))).toEqual([1.04, 1.2, 2, 3, 4, 4.8, 4.96]);
  });

  it("keeps a value that is frequent apart, and counts what is no number beside", async () => {
    const { x, y } = await measure(
      "select case when i < 60 then 0 else i end as x, case i when 0 then 'nan'::double when 1 then 'inf'::double when 2 then -1e200 when 3 then null else 7 end as y from range(100) t(i)",
    );
    expect(x?.histogram?.kind === "numbers" && [x.histogram.edges[0], x.histogram.counts[0]]).toEqual([
      0, 60,
    ]);
    expect(y).toMatchObject({ rows: 100, nulls: 1, notFinite: 3, distinct: 1, mean: 7, stddev: 0 });
  });

  it("counts categories by name, and the rest together", async () => {
    const { c, b } = await measure(
      "select 'v' || case when i < 30 then i % 3 else i end as c, i % 4 = 0 as b from range(100) t(i) union all values (null, null)",
    );
    const histogram = c?.histogram?.kind === "categories" ? c.histogram : undefined;
    expect(histogram?.values.slice(0, 4)).toEqual([
      { value: "v0", count: 10 },
      { value: "v1", count: 10 },
      { value: "v2", count: 10 },
      { value: "v30", count: 1 },
    ]);
    expect([histogram?.values.length, histogram?.other, histogram?.nulls, c?.distinct]).toEqual([
      30, 43, 1, 73,
    ]);
    expect(b).toMatchObject({
      kind: "boolean",
      mean: 0.25,
      distinct: 2,
      nulls: 1,
      histogram: {
        values: [
          { value: "false", count: 75 },
          { value: "true", count: 25 },
        ],
        other: 0,
      },
    });
  });

  it("takes moments as seconds, lists by length, and of structs only what is missing", async () => {
    const { d, t, l, s } = await measure(
      "select * from (values (date '1970-01-02', timestamp '1970-01-01 00:00:10', [1, 2], {a: 1}), (null, timestamp 'infinity', [], null)) t(d, t, l, s)",
    );
    expect(d).toMatchObject({ kind: "moment", min: 86400, nulls: 1 });
    expect(t).toMatchObject({ kind: "moment", min: 10, max: 10, notFinite: 1 });
    expect(l).toMatchObject({ kind: "list", mean: 1, max: 2 });
    expect(s).toMatchObject({ kind: "other", rows: 2, nulls: 1, histogram: null, distinct: null });
  });

  it("has an answer for a table without rows, and for a column without values", async () => {
    const { x, c } = await measure("select 1 as x, 'a' as c limit 0");
    expect(x).toMatchObject({ rows: 0, nulls: 0, mean: null, quantiles: null, distinct: 0 });
    expect(c).toMatchObject({ rows: 0, distinct: 0, histogram: { values: [], other: 0 } });
    const { y } = await measure("select null::double as y from range(3)");
    expect(y).toMatchObject({ rows: 3, nulls: 3, mean: null, histogram: { edges: [], counts: [0] } });
  });

  it("keeps no single value of personal data", async () => {
    const { x, c } = await measure("select 41 as x, 'ann@example.org' as c", { isPrivate: true });
    expect(x).toMatchObject({ rows: 1, distinct: 1, min: null, max: null, quantiles: null, histogram: null });
    expect(c).toMatchObject({ rows: 1, distinct: 1, histogram: null });
  });

  it("estimates quantiles of a large table, says so, and counts its bins exactly", async () => {
    for (const isTable of [true, false]) {
      const { x } = await measure("select (hash(i) % 1000003)::double as x from range(150000) t(i)", {
        isTable,
      });
      expect(x?.isApproximate).toBe(true);
      const median = x?.quantiles?.[3] ?? 0;
      expect(Math.abs(median - 500_000)).toBeLessThan(15_000);
      const histogram = x?.histogram?.kind === "numbers" ? x.histogram : undefined;
      expect(histogram?.counts.reduce((sum, each) => sum + each, 0)).toBe(150_000);
      const [below] = await engine.rows(
        `select count(*) as n from measured where x <= ${histogram?.edges[50]}`,
      );
      expect(histogram?.counts.slice(0, 51).reduce((sum, each) => sum + each, 0)).toBe(below?.n);
    }
  });

  it("puts every number into the bin that holds it, whatever the numbers", async () => {
    const numbers = fc.array(fc.option(fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }))), {
      minLength: 1,
      maxLength: 300,
    });
    await fc.assert(
      fc.asyncProperty(numbers, async (values) => {
        const list = values.map((each) => (each === null ? "(null)" : `('${each}'::double)`)).join(", ");
        const { x } = await measure(`select x from (values ${list}) t(x)`);
        const finite = values.filter((each) => each !== null && Math.abs(each) <= 1e150) as number[];
        const histogram = x?.histogram?.kind === "numbers" ? x.histogram : undefined;
        const edges = histogram?.edges ?? [];
        const expected = [...edges, Number.POSITIVE_INFINITY].map(
          (edge, bin) =>
            finite.filter((each) => each <= edge && (bin === 0 || each > (edges[bin - 1] ?? 0))).length,
        );
        expect(histogram?.counts).toEqual(expected);
        expect(x?.nulls).toBe(values.filter((each) => each === null).length);
        expect(x?.notFinite).toBe(values.length - (x?.nulls ?? 0) - finite.length);
        expect(x?.distinct).toBe(new Set(finite).size);
      }),
      { numRuns: 40 },
    );
  });
});
