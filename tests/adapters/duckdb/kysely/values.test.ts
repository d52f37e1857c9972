import { listValue, timestampValue } from "@duckdb/node-api";
import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { memoryDatabase } from "./support.ts";

const db = memoryDatabase<Record<string, never>>();

async function valueFrom(query: ReturnType<typeof sql<{ v: unknown }>>): Promise<unknown> {
  const { rows } = await query.execute(db);
  return rows[0]?.v;
}

/** An expression of each type, and the value that comes out. */
const cases: readonly (readonly [string, string, unknown])[] = [
  ["BOOLEAN", "true", true],
  ["TINYINT", "-128", -128],
  ["SMALLINT", "32767", 32767],
  ["INTEGER", "-2147483648", -2147483648],
  ["BIGINT", "9007199254740991", 9007199254740991],
  ["BIGINT", "9007199254740993", "9007199254740993"],
  ["HUGEINT", "170141183460469231731687303715884105727", "170141183460469231731687303715884105727"],
  ["HUGEINT", "12", 12],
  ["UTINYINT", "255", 255],
  ["USMALLINT", "65535", 65535],
  ["UINTEGER", "4294967295", 4294967295],
  ["UBIGINT", "18446744073709551615", "18446744073709551615"],
  ["UHUGEINT", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455"],
  [
    "BIGNUM",
    "'123456789012345678901234567890123456789012345'",
    "123456789012345678901234567890123456789012345",
  ],
  ["FLOAT", "1.5", 1.5],
  ["DOUBLE", "0.1", 0.1],
  ["DOUBLE", "'-Infinity'", Number.NEGATIVE_INFINITY],
  ["DOUBLE", "'nan'", Number.NaN],
  ["DECIMAL(10,2)", "12.50", "12.50"],
  ["DECIMAL(38,10)", "-1234567890123456789012345678.0123456789", "-1234567890123456789012345678.0123456789"],
  ["VARCHAR", "'it''s \u00e9\u{1f600}'", "it's \u00e9\u{1f600}"],
  ["ENUM('sad', 'happy')", "'sad'", "sad"],
  ["UUID", "'7d0aa1b0-1111-4222-8333-444444444444'", "7d0aa1b0-1111-4222-8333-444444444444"],
  ["BLOB", "'\\xAB\\x00c'", "\\xAB\\x00c"],
  ["BIT", "'10101'", "10101"],
  ["DATE", "'2024-02-29'", "2024-02-29"],
  ["DATE", "'infinity'", "infinity"],
  ["TIME", "'12:34:56.789'", "12:34:56.789"],
  ["TIME_NS", "'12:34:56.123456789'", "12:34:56.123456789"],
  ["TIMETZ", "'12:34:56+02'", "12:34:56+02"],
  ["TIMESTAMP", "'2024-01-31 23:59:59.5'", "2024-01-31 23:59:59.5"],
  ["TIMESTAMP_S", "'2024-01-31 23:59:59'", "2024-01-31 23:59:59"],
  ["TIMESTAMP_MS", "'2024-01-31 23:59:59.123'", "2024-01-31 23:59:59.123"],
  ["TIMESTAMP_NS", "'2024-01-31 23:59:59.123456789'", "2024-01-31 23:59:59.123456789"],
  ["TIMESTAMPTZ", "'2024-01-31 12:00:00+09'", "2024-01-31 03:00:00+00"],
  ["INTERVAL", "'1 year 2 days 03:00:00'", "1 year 2 days 03:00:00"],
  ["JSON", `'{"a": [1, null]}'`, '{"a": [1, null]}'],
  ["INTEGER[]", "[1, null, 3]", [1, null, 3]],
  ["INTEGER[]", "[]", []],
  ["DATE[]", "['2024-01-31']", ["2024-01-31"]],
  ["INTEGER[][]", "[[1], [], null]", [[1], [], null]],
  ["INTEGER[3]", "[1, 2, 3]", [1, 2, 3]],
  ["STRUCT(a INTEGER, b VARCHAR)", "{a: 1, b: 'x'}", { a: 1, b: "x" }],
  ["STRUCT(a INTEGER, b VARCHAR)", "{a: 1, b: null}", { a: 1, b: null }],
  ["STRUCT(d DECIMAL(4,1), l DATE[])", "{d: 1.5, l: ['2024-01-31']}", { d: "1.5", l: ["2024-01-31"] }],
  ["STRUCT(a INTEGER)[]", "[{a: 1}, {a: null}, null]", [{ a: 1 }, { a: null }, null]],
  ["MAP(VARCHAR, INTEGER)", "MAP {'a': 1, 'b': null}", { a: 1, b: null }],
  ["MAP(VARCHAR, INTEGER)", "MAP {}", {}],
  ["MAP(INTEGER, DATE)", "MAP {7: '2024-01-31'}", { 7: "2024-01-31" }],
  ["UNION(num INTEGER, str VARCHAR)", "union_value(str := 'x')", { str: "x" }],
  ["UNION(num INTEGER, str VARCHAR)", "union_value(num := 5)", { num: 5 }],
];

describe("values", () => {
  it.each(cases)("of %s come out: %s", async (type, text, value) => {
    expect(await valueFrom(sql`select cast(${sql.raw(text)} as ${sql.raw(type)}) as v`)).toEqual(value);
  });

  it.each(cases)("of %s go in again as they came out: %s", async (type, _, value) => {
    await sql`create or replace table kept (v ${sql.raw(type)})`.execute(db);
    await sql`insert into kept values (${value}), (${null})`.execute(db);
    const { rows } = await sql`select v from kept where v is not null`.execute(db);
    expect(rows).toEqual([{ v: value }]);
    const [found] = (await sql<{ n: number }>`select count(*) as n from kept where v = ${value}`.execute(db))
      .rows;
    expect(found).toEqual({ n: 1 });
  });

  it("are null for null and undefined", async () => {
    expect(await valueFrom(sql`select coalesce(${null}, ${undefined}, 'neither') as v`)).toBe("neither");
  });

  it("keep the type of a number that nothing else tells", async () => {
    const typeOf = (value: unknown) => valueFrom(sql`select typeof(${value}) as v`);
    expect(await typeOf(1)).toBe("INTEGER");
    expect(await typeOf(2 ** 40)).toBe("BIGINT");
    expect(await typeOf(1e300)).toBe("DOUBLE");
    expect(await typeOf(0.5)).toBe("DOUBLE");
    expect(await typeOf(5n)).toBe("BIGINT");
    expect(await typeOf(2n ** 100n)).toBe("HUGEINT");
    expect(await typeOf(2n ** 200n)).toBe("BIGNUM");
    expect(await typeOf("x")).toBe("VARCHAR");
    expect(await typeOf(true)).toBe("BOOLEAN");
    expect(await typeOf([1, 2.5, null])).toBe("DOUBLE[]");
    expect(await typeOf([1, 2n ** 100n])).toBe("HUGEINT[]");
    expect(await typeOf([{ a: 1 }, { b: [null] }])).toBe("STRUCT(a INTEGER, b VARCHAR[])[]");
    expect(await typeOf(new Map([[1, "x"]]))).toBe("MAP(INTEGER, VARCHAR)");
    expect(await typeOf(new Uint8Array([1]))).toBe("BLOB");
    expect(await typeOf(new Date(0))).toBe("TIMESTAMP");
  });

  it("take a Date as its moment, whatever the connection's time zone", async () => {
    const moment = new Date("2024-07-01T12:00:00.250Z");
    await db.connection().execute(async (one) => {
      await sql`set TimeZone = 'Asia/Seoul'; create temporary table moments (t timestamp, z timestamptz, d date, s timestamp_s)`.execute(
        one,
      );
      await sql`insert into moments values (${moment}, ${moment}, ${moment}, ${moment})`.execute(one);
      const { rows } =
        await sql`select t, z, d, s from moments where z = ${moment} and t = ${moment}`.execute(one);
      expect(rows).toEqual([
        {
          t: "2024-07-01 12:00:00.25",
          z: "2024-07-01 12:00:00.25+00",
          d: "2024-07-01",
          s: "2024-07-01 12:00:00",
        },
      ]);
      await sql`reset TimeZone`.execute(one);
    });
  });

  it("take an object as JSON where JSON or text is expected", async () => {
    await sql`create or replace table kept (v json)`.execute(db);
    await sql`insert into kept values (${{ a: [1, null] }}), (${[1, "x"]})`.execute(db);
    const { rows } = await sql`select v from kept`.execute(db);
    expect(rows).toEqual([{ v: '{"a":[1,null]}' }, { v: '[1,"x"]' }]);
  });

  it("take node-api's own values", async () => {
    expect(await valueFrom(sql`select ${timestampValue(0n)} as v`)).toBe("1970-01-01 00:00:00");
    expect(await valueFrom(sql`select ${listValue([1, 2])} as v`)).toEqual([1, 2]);
  });

  it("of any shape come back as they went in", async () => {
    const leaf = fc.oneof(fc.string({ unit: "binary" }), fc.constant(null));
    const value = fc.oneof(
      fc.boolean(),
      fc.double(),
      fc.maxSafeInteger(),
      fc.array(fc.double({ noDefaultInfinity: true, noNaN: true })),
      fc.array(fc.array(leaf)),
      fc.record({ text: leaf, numbers: fc.array(fc.integer()) }),
    );
    await fc.assert(
      fc.asyncProperty(value, async (input) => {
        expect(await valueFrom(sql`select ${input} as v`)).toEqual(input);
      }),
      { numRuns: 300 },
    );
  });
});
