import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memorySession } from "./scratch.ts";

const session = await memorySession();

async function plainValue(expression: string): Promise<unknown> {
  const [row] = await session.rows(`select ${expression} as v`);
  return row?.v;
}

describe("plainRows(result)", () => {
  it.each([
    ["NULL", null],
    ["true", true],
    ["1::TINYINT", 1],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", "9007199254740993"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["170141183460469231731687303715884105727::HUGEINT", "170141183460469231731687303715884105727"],
    ["sum(1)", 1],
    ["18446744073709551615::UBIGINT", "18446744073709551615"],
    ["1.50::DECIMAL(10,2)", "1.50"],
    ["-0.05::DECIMAL(38,20)", "-0.05000000000000000000"],
    ["0.1::DOUBLE", 0.1],
    ["'nan'::DOUBLE", "NaN"],
    ["'-inf'::FLOAT", "-Infinity"],
    ["date '2024-02-29'", "2024-02-29"],
    ["date 'infinity'", "infinity"],
    ["'-infinity'::DATE", "-infinity"],
    ["date '0001-01-01 (BC)'", "0001-01-01 (BC)"],
    ["time '01:02:03.000400'", "01:02:03.0004"],
    ["timestamp '2024-01-31 23:59:59.5'", "2024-01-31 23:59:59.5"],
    ["timestamp 'infinity'", "infinity"],
    ["'2024-01-31 00:00:00.123456789'::TIMESTAMP_NS", "2024-01-31 00:00:00.123456789"],
    ["'2024-01-31'::TIMESTAMP_S", "2024-01-31 00:00:00"],
    ["timestamptz '2024-01-31 00:00:00+09'", "2024-01-30 15:00:00+00"],
    ["interval '1 year 2 months -3 days 04:05:06.7'", "1 year 2 months -3 days 04:05:06.7"],
    ["interval '0 days'", "00:00:00"],
    ["'\\xAB\\x00c'::BLOB", "\\xAB\\x00c"],
    ["'00000000-0000-0000-0000-00000000000a'::UUID", "00000000-0000-0000-0000-00000000000a"],
    ["'b'::ENUM('a', 'b')", "b"],
    ["'0101'::BIT", "0101"],
    ["[1, NULL, 3]", [1, null, 3]],
    ["[date '2024-01-01']::DATE[1]", ["2024-01-01"]],
    ["{'a': 1, 'b': {'c': [1.5]}}", { a: 1, b: { c: ["1.5"] } }],
    ["map {'k': 1, 'l': NULL}", { k: 1, l: null }],
    ["map {1: date '2024-01-01'}", { "1": "2024-01-01" }],
    ["union_value(n := 1)", { n: 1 }],
    ["'{\"a\": [1]}'::JSON", '{"a": [1]}'],
    ["'é\u{1F600}'", "é\u{1F600}"],
  ])("%s is %j", async (expression, expected) => {
    expect(await plainValue(expression)).toEqual(expected);
  });

  it("writes dates and times as DuckDB does, over their whole range", async () => {
    const unit = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
    await fc.assert(
      fc.asyncProperty(unit, fc.integer({ min: -2_000_000, max: 2_000_000 }), async (micros, days) => {
        const [row] = await session.rows(`
          with t as (
            select make_timestamp(${micros / 8n}::BIGINT) as ts, make_timestamp_ns(${micros}::BIGINT) as ns,
              (date '1970-01-01' + ${days}) as d, to_days(${days}) + to_microseconds(${micros % 10n ** 15n}) + to_months(${days % 5000}) as i)
          select ts, ns, d, i, ts::TIMESTAMP_MS as ms, ts::TIMESTAMPTZ as tz,
            ts::VARCHAR as ts_text, ns::VARCHAR as ns_text, d::VARCHAR as d_text, i::VARCHAR as i_text,
            ts::TIMESTAMP_MS::VARCHAR as ms_text, ts::TIMESTAMPTZ::VARCHAR as tz_text
          from t`);
        for (const name of ["ts", "ns", "d", "i", "ms", "tz"])
          expect(row?.[name]).toBe(row?.[`${name}_text`]);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps the order of rows and all of many chunks", async () => {
    const rows = await session.rows(
      "select i, case when i % 2 = 0 then 'x' || i end as t from range(10000) r(i)",
    );
    expect(rows).toHaveLength(10_000);
    expect(rows[9_998]).toEqual({ i: 9998, t: "x9998" });
    expect(rows[9_999]).toEqual({ i: 9999, t: null });
  });
});
