import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyColumn } from "../../../src/serving/store/key-texts.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { memorySession } from "../served-table.ts";

const session = await memorySession();

const read = (type: string, part: string | number | boolean) => keyColumn("id", type)?.read(part);

describe("keyColumn(name, type)", () => {
  it.each([
    ["BIGINT", "007", "7"],
    ["BIGINT", "+7", "7"],
    ["BIGINT", "-0", "0"],
    ["HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"],
    ["BIGINT", 12, "12"],
    ["BIGINT", 1.5, undefined],
    ["BIGINT", "1.0", undefined],
    ["BIGINT", "", undefined],
    ["BIGINT", true, undefined],
    ["VARCHAR", "", "\\e"],
    ["VARCHAR", 1, undefined],
    ["ENUM('a', 'b')", "a", "a"],
    ["DECIMAL(10,2)", "1.5", "1.50"],
    ["DECIMAL(10,2)", -0.5, "-0.50"],
    ["DECIMAL(10,2)", "-0", "0.00"],
    ["DECIMAL(10,2)", "1.505", undefined],
    ["DECIMAL(10,0)", "3", "3"],
    ["BOOLEAN", "TRUE", "true"],
    ["BOOLEAN", false, "false"],
    ["BOOLEAN", 1, undefined],
    ["DATE", "2024-02-29", "2024-02-29"],
    ["DATE", "2023-02-29", undefined],
    ["DATE", "2024-2-1", undefined],
    ["TIMESTAMP", "2024-02-29", "2024-02-29 00:00:00"],
    ["TIMESTAMP", "2024-02-29T01:02:03.5000Z", "2024-02-29 01:02:03.5"],
    ["TIMESTAMP", "2024-02-29 25:00", undefined],
    ["TIMESTAMP WITH TIME ZONE", "2024-02-29T01:02", "2024-02-29 01:02:00+00"],
    ["TIMESTAMP WITH TIME ZONE", "2024-02-29T01:02+09:00", undefined],
    ["UUID", "00000000-0000-0000-0000-00000000000A", "00000000-0000-0000-0000-00000000000a"],
    ["UUID", "1", undefined],
  ])("reads a %s %j as %j", (type, part, text) => {
    expect(read(type, part)).toBe(text);
  });

  it.each(["DOUBLE", "FLOAT", "INTEGER[]", "STRUCT(a INTEGER)", "BLOB", "INTERVAL"])(
    "knows no text of %s",
    (type) => {
      expect(keyColumn("id", type)).toBeUndefined();
    },
  );

  it("reads what rows hold as the text that the engine writes, and gives it back", async () => {
    const micros = fc.bigInt({ min: -(2n ** 55n), max: 2n ** 55n });
    const values = fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((whole) => ["BIGINT", `'${whole}'`] as const),
      fc
        .string({ unit: "binary" })
        .map((text) => ["VARCHAR", duckdbDialect.renderString(text.replaceAll("\u0000", ""))] as const),
      fc
        .bigInt({ min: -(10n ** 17n), max: 10n ** 17n })
        .map((units) => ["DECIMAL(18,4)", `${units} / 10000::DECIMAL(18,4)`] as const),
      fc
        .integer({ min: -100_000, max: 1_000_000 })
        .map((days) => ["DATE", `date '1970-01-01' + ${days}`] as const),
      micros.map((at) => ["TIMESTAMP", `make_timestamp('${at}'::BIGINT)`] as const),
      micros.map(
        (at) => ["TIMESTAMP WITH TIME ZONE", `make_timestamp('${at}'::BIGINT)::TIMESTAMPTZ`] as const,
      ),
      fc.uuid().map((text) => ["UUID", `'${text}'`] as const),
      fc.boolean().map((flag) => ["BOOLEAN", String(flag)] as const),
    );
    await fc.assert(
      fc.asyncProperty(values, async ([type, sql]) => {
        const column = keyColumn("id", type);
        const [row] = await session.rows(
          `select v, ${column?.select("v")} as text from (select cast(${sql} as ${type}) as v)`,
        );
        // Years beyond 9999 are no dates that a request would hold.
        fc.pre(!/^\d{5}|BC/.test(String(row?.v)) || !/DATE|TIME/.test(type));
        const part = row?.v as string | number | boolean;
        expect(column?.read(part)).toBe(row?.text);
        expect(JSON.parse(column?.json(String(row?.text)) ?? "")).toBe(part);
      }),
      { numRuns: 300 },
    );
  });
});
