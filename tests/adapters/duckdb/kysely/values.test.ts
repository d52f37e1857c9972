import { listValue, timestampValue } from "@duckdb/node-api";
import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { memoryDatabase } from "./support.ts";
import { valueCases } from "./value-cases.ts";

const db = memoryDatabase<Record<string, never>>();

async function valueFrom(query: ReturnType<typeof sql<{ v: unknown }>>): Promise<unknown> {
  const { rows } = await query.execute(db);
  return rows[0]?.v;
}

describe("values", () => {
  it.each(valueCases)("of %s come out: %s", async (type, text, value) => {
    expect(await valueFrom(sql`select cast(${sql.raw(text)} as ${sql.raw(type)}) as v`)).toEqual(value);
  });

  it.each(valueCases)("of %s go in again as they came out: %s", async (type, _, value) => {
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
