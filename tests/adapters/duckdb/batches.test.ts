import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type ColumnBatch,
  EngineError,
  type Session,
  UnfitValueError,
  type Warehouse,
} from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";

let warehouse: Warehouse;
let session: Session;
let reader: Session;

beforeAll(async () => {
  warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: "" });
  session = await warehouse.connect();
  reader = await warehouse.connect();
});

afterAll(() => warehouse.close());

async function readAll(select: string, size = 65_536) {
  const batches = [];
  for await (const batch of session.readBatches(select, size)) batches.push(batch);
  return batches;
}

/** One value as a batch holds it. */
async function readOne(expression: string): Promise<unknown> {
  const [batch] = await readAll(`select ${expression} as x`);
  return batch?.columns[0]?.[0];
}

async function* once(columns: readonly (readonly unknown[])[]): AsyncGenerator<ColumnBatch> {
  yield { rows: columns[0]?.length ?? 0, columns };
}

/** Writes one value into a column of a type and gives what DuckDB then has, as text. */
async function write(type: string, value: unknown): Promise<unknown> {
  await session.run(`create or replace table written (x ${type})`);
  await session.appendBatches({ schema: "main", name: "written" }, once([[value]]));
  const [row] = await session.rows("select x::varchar as x from written");
  return row?.x;
}

async function refusal(type: string, value: unknown): Promise<string> {
  return write(type, value).then(
    (written) => `written: ${written}`,
    (error: unknown) => {
      expect(error).toBeInstanceOf(UnfitValueError);
      return (error as Error).message;
    },
  );
}

describe("readBatches(select, size)", () => {
  it("gives every type as the interface says", async () => {
    expect(await readOne("true")).toBe(true);
    expect(await readOne("42::BIGINT")).toBe(42);
    expect(await readOne("9007199254740993")).toBe(9007199254740993n);
    expect(await readOne("'-170141183460469231731687303715884105728'::HUGEINT")).toBe(-(2n ** 127n));
    expect(await readOne("12.10::DECIMAL(10,2)")).toBe(12.1);
    expect(await readOne("-0.001::DECIMAL(38,3)")).toBe(-0.001);
    expect(await readOne("12345678901234567890.125::DECIMAL(38,3)")).toBe(Number("12345678901234567890.125"));
    expect(await readOne("'nan'::DOUBLE")).toBeNaN();
    expect(await readOne("'-infinity'::FLOAT")).toBe(-Infinity);
    expect(await readOne("date '1969-12-31'")).toEqual(new Date("1969-12-31"));
    expect(await readOne("timestamp '2024-01-31 12:00:00.123456'")).toEqual(
      new Date("2024-01-31T12:00:00.123Z"),
    );
    expect(await readOne("timestamp '1969-12-31 23:59:59.9999'")).toEqual(
      new Date("1969-12-31T23:59:59.999Z"),
    );
    expect(await readOne("timestamptz '2024-01-31 12:00:00+02'")).toEqual(new Date("2024-01-31T10:00:00Z"));
    expect(await readOne("'2024-01-31 12:00:00'::TIMESTAMP_NS")).toEqual(new Date("2024-01-31T12:00:00Z"));
    expect(await readOne("'2024-01-31 12:00:00'::TIMESTAMP_S")).toEqual(new Date("2024-01-31T12:00:00Z"));
    expect(await readOne("'2024-01-31 12:00:00'::TIMESTAMP_MS")).toEqual(new Date("2024-01-31T12:00:00Z"));
    expect(await readOne("time '12:30:00.5'")).toBe("12:30:00.5");
    expect(await readOne("interval '3 days 4 hours'")).toBe("3 days 04:00:00");
    expect(await readOne("'a'::ENUM('a', 'b')")).toBe("a");
    expect(await readOne("'\\xAA\\x00'::BLOB")).toEqual(new Uint8Array([0xaa, 0]));
    expect(await readOne("'{\"a\": 1}'::JSON")).toBe('{"a": 1}');
    expect(await readOne("[date '2024-01-31', null]")).toEqual([new Date("2024-01-31"), null]);
    expect(await readOne("{'a': 1::BIGINT, 'b': [1.5]}")).toEqual({ a: 1, b: [1.5] });
    expect(await readOne("map {1: 'x', 2: null}")).toEqual({ 1: "x", 2: null });
    expect(await readOne("[1, 2]::INTEGER[2]")).toEqual([1, 2]);
    expect(await readOne("null::DATE")).toBeNull();
  });

  it("gives batches of the size, and names and types with each", async () => {
    const batches = await readAll("select i, 'x' || i as t from range(10000) r(i)", 4096);
    expect(batches.map(({ rows }) => rows)).toEqual([4096, 4096, 1808]);
    expect(batches[2]).toMatchObject({ names: ["i", "t"], types: ["BIGINT", "VARCHAR"] });
    expect(batches.flatMap(({ columns }) => Array.from(columns[0] ?? []))).toEqual(
      Array.from({ length: 10_000 }, (_, i) => i),
    );
  });

  it("gives one batch without rows where there are none", async () => {
    expect(await readAll("select 1 as a, 'x' as b where false")).toEqual([
      { names: ["a", "b"], types: ["INTEGER", "VARCHAR"], rows: 0, columns: [[], []] },
    ]);
  });

  it("lets the next statement wait until the rows are read, or the reader stops", async () => {
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { rows } of session.readBatches("select * from range(6000)", 2048)) {
        seen.push(`read ${rows}`);
        if (seen.length === 2) break;
      }
      seen.push("stopped");
    })();
    const other = session.rows("select 1").then(() => seen.push("other"));
    await Promise.all([reading, other]);
    expect(seen.slice(0, 2)).toEqual(["read 2048", "read 2048"]);
    expect(seen.indexOf("other")).toBeGreaterThanOrEqual(2);
  });

  it("lets the session be closed while somebody has not read all of it", async () => {
    const other = await duckdbAdapter.open({ location: ":memory:", baseFolder: "" });
    const left = await other.connect();
    const batches = left.readBatches("select * from range(6000)", 2048)[Symbol.asyncIterator]();
    expect((await batches.next()).value.rows).toBe(2048);
    await other.close();
    await expect(left.rows("select 1")).rejects.toThrow("the session is closed");
  });

  it("throws what the engine refuses, at once or on the way", async () => {
    await expect(readAll("select nothing")).rejects.toBeInstanceOf(EngineError);
    await expect(
      readAll("select case when i = 5000 then error('no luck') else 'x' end from range(10000) t(i)"),
    ).rejects.toMatchObject({ name: "EngineError", message: expect.stringContaining("no luck") });
    expect(await session.rows("select 1 as a")).toEqual([{ a: 1 }]);
  });
});

describe("appendBatches(relation, batches)", () => {
  it("writes back what was read, in every type", async () => {
    await session.run(`create or replace table every as
      select true as a, 1::TINYINT as b, -2::SMALLINT as c, 3 as d, 4::BIGINT as e, 9007199254740993 as f, 5::HUGEINT as g,
        6::UTINYINT as h, 7::USMALLINT as i, 8::UINTEGER as j, 18446744073709551615::UBIGINT as k, 1.5::FLOAT as l, 2.25 ::DOUBLE as m,
        -12.34::DECIMAL(4,2) as n, 1.5::DECIMAL(38,10) as o, 'text' as p, date '2024-02-29' as q, timestamp '2024-01-31 12:00:00.5' as r,
        timestamptz '2024-01-31 12:00:00+02' as s, '2024-01-31 12:00:00'::TIMESTAMP_S as t, '2024-01-31 12:00:00.25'::TIMESTAMP_MS as u,
        '2024-01-31 12:00:00'::TIMESTAMP_NS as v, time '23:59:59.123456' as w, interval '1 year 2 days 03:04:05.5' as x,
        interval '-1 month -1 hour' as x2, 'b'::ENUM('a', 'b') as y, '\\xAA'::BLOB as z, uuid '6a1b1f0e-6a1b-4f0e-8a1b-1f0e6a1b1f0e' as aa,
        '101'::BIT as ab, '[1]'::JSON as ac, [1, null, 3] as ad, {'a': [date '2024-01-31'], 'b': {'c': 1.5}} as ae,
        map {'k': 1} as af, map {1: date '2024-01-31'} as ag, [1, 2]::INTEGER[2] as ah, union_value(num := 2)::UNION(num INTEGER, str VARCHAR) as ai,
        null::INTEGER as aj, null::DATE[] as ak, 'nan'::DOUBLE as al, timestamp '1900-01-01 00:00:00' as am, 2::BIGNUM as an`);
    await session.run(
      "insert into every select null as a, * exclude (a) replace (null as q, null as ae) from every",
    );
    await session.run("create or replace table copied as select * from every limit 0");
    const written = await session.appendBatches(
      { schema: "main", name: "copied" },
      reader.readBatches("select * from every where a", 100),
    );
    expect(written).toBe(1);
    const different = await session.rows(
      "(select * from every where a except all select * from copied) union all (select * from copied except all select * from every where a)",
    );
    expect(different).toEqual([]);
  });

  it("takes text for decimals, dates and times, and a Map for a map", async () => {
    expect(await write("DECIMAL(38,3)", "12345678901234567890.125")).toBe("12345678901234567890.125");
    expect(await write("DECIMAL(5,2)", 1.005)).toBe("1.01");
    expect(await write("DECIMAL(5,2)", -1.005)).toBe("-1.01");
    expect(await write("DECIMAL(5,2)", "1e2")).toBe("100.00");
    expect(await write("DECIMAL(12,6)", 1e-7)).toBe("0.000000");
    expect(await write("DATE", "2024-02-29")).toBe("2024-02-29");
    expect(await write("TIMESTAMP", "2024-01-31T12:00:00.123456+02:00")).toBe("2024-01-31 10:00:00.123456");
    expect(await write("TIMESTAMP", "2024-01-31")).toBe("2024-01-31 00:00:00");
    expect(await write("MAP(INTEGER, VARCHAR)", new Map([[1, "x"]]))).toBe("{1=x}");
    expect(await write("INTEGER[]", new Int32Array([1, 2]))).toBe("[1, 2]");
    expect(await write("BIGINT", undefined)).toBeNull();
  });

  it("refuses what would be rounded to another value, cut off or wrapped around", async () => {
    expect(await refusal("TINYINT", 128)).toBe("it is out of range");
    expect(await refusal("UINTEGER", -1)).toBe("it is out of range");
    expect(await refusal("BIGINT", 2 ** 63)).toBe("it is out of range");
    expect(await refusal("BIGINT", 1.5)).toBe("it is no whole number");
    expect(await refusal("BIGINT", "1")).toBe("it is a string, not a whole number");
    expect(await refusal("DOUBLE", "1")).toBe("it is a string, not a number");
    expect(await refusal("DECIMAL(4,2)", 100)).toBe("it has too many digits");
    expect(await refusal("DECIMAL(4,2)", Number.NaN)).toBe("it is no number");
    expect(await refusal("VARCHAR", 1)).toBe("it is a number, not text");
    expect(await refusal("BOOLEAN", 1)).toBe("it is a number, not true or false");
    expect(await refusal("DATE", new Date("2024-01-31T22:00:00Z"))).toContain("it has a time of day");
    expect(await refusal("DATE", "2024-02-30")).toBe("there is no such day");
    expect(await refusal("DATE", new Date("nonsense"))).toBe("it is an invalid Date");
    expect(await refusal("TIMESTAMP_S", new Date(1))).toBe("it has fractions of a second");
    expect(await refusal("ENUM('a', 'b')", "c")).toBe("it is none of a, b");
    expect(await refusal("STRUCT(a INTEGER)", { a: 1, b: 2 })).toBe('it has a field "b" that the type lacks');
    expect(await refusal("INTEGER[2]", [1])).toBe("it has 1 items, not 2");
    expect(await refusal("INTEGER[]", [1, "x"])).toBe("it is a string, not a whole number");
    expect(await refusal("UUID", "x")).toBe("it is no UUID");
    expect(await refusal("TIMETZ", "12:00:00+01")).toContain("cannot be written");
  });

  it("says which value it was, over all batches", async () => {
    await session.run("create or replace table written (a INTEGER, b INTEGER)");
    const batches = async function* () {
      yield { rows: 3000, columns: [Array(3000).fill(1), Array(3000).fill(2)] };
      yield {
        rows: 2,
        columns: [
          [1, 1],
          [2, 2.5],
        ],
      };
    };
    await expect(session.appendBatches({ schema: "main", name: "written" }, batches())).rejects.toMatchObject(
      {
        column: 1,
        row: 3001,
        value: 2.5,
        type: "INTEGER",
      },
    );
  });

  it("is part of the transaction", async () => {
    await session.run("create or replace table written (a INTEGER)");
    await session.begin();
    await session.appendBatches({ schema: "main", name: "written" }, once([[1, 2]]));
    expect(await session.rows("select count(*) as n from written")).toEqual([{ n: 2 }]);
    await session.rollback();
    expect(await session.rows("select count(*) as n from written")).toEqual([{ n: 0 }]);
  });

  it("passes on what the batches throw", async () => {
    await session.run("create or replace table written (a INTEGER)");
    const batches = async function* (): AsyncGenerator<ColumnBatch> {
      yield { rows: 1, columns: [[1]] };
      throw new RangeError("no luck");
    };
    await expect(session.appendBatches({ schema: "main", name: "written" }, batches())).rejects.toThrow(
      RangeError,
    );
    expect(await session.rows("select 1 as a")).toEqual([{ a: 1 }]);
  });
});
