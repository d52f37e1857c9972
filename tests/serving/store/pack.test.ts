import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pack } from "../../../src/serving/store/pack.ts";
import { writePack } from "../../../src/serving/store/write-pack.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { answerFor, memorySession, packOf, scratchFolder, servedSource } from "../served-table.ts";

const session = await memorySession();
const folder = scratchFolder();

/** Expressions of every type that features may have. */
const expressions = [
  "true",
  "1::TINYINT",
  "9007199254740991",
  "9007199254740992",
  "-9223372036854775808",
  "170141183460469231731687303715884105727::HUGEINT",
  "18446744073709551615::UBIGINT",
  "sum(1) over ()",
  "1.50::DECIMAL(10,2)",
  "-0.05::DECIMAL(38,20)",
  "0.1::DOUBLE",
  "0.1::FLOAT",
  "1e300::DOUBLE",
  "5e-324::DOUBLE",
  "'nan'::DOUBLE",
  "'-inf'::FLOAT",
  "'inf'::DOUBLE",
  "date '2024-02-29'",
  "date 'infinity'",
  "date '0001-01-01 (BC)'",
  "time '01:02:03.000400'",
  "timestamp '2024-01-31 23:59:59.5'",
  "'2024-01-31 00:00:00.123456789'::TIMESTAMP_NS",
  "'2024-01-31'::TIMESTAMP_S",
  "'2024-01-31'::TIMESTAMP_MS",
  "timestamptz '2024-01-31 00:00:00+09'",
  "interval '1 year 2 months -3 days 04:05:06.7'",
  "'\\xAB\\x00c'::BLOB",
  "'00000000-0000-0000-0000-00000000000a'::UUID",
  "'b, \"c\"'::ENUM('a', 'b, \"c\"')",
  "'0101'::BIT",
  "''",
  "'é\u{1F600}\"\\ , \u001f\n\r\t' || chr(0) || 'x'",
  "'null'",
  "'{\"a\": [1]}'::JSON",
  "[]::INTEGER[]",
  "[1, NULL, 9007199254740993]",
  "[1, 2]::SMALLINT[2]",
  "['a', '', NULL, 'b\"']",
  "[1.5, 'nan'::DOUBLE, 'inf'::DOUBLE]",
  "[date '2024-01-01', NULL]",
  "[[1.25::DECIMAL(5,2)], [], NULL]",
  "{'a': 1, 'b \"q\"': {'c': [1.5]}, 'd': NULL::DATE, 'e': true}",
  "[{'n': 'x', 'd': 1.5::DECIMAL(3,1)}, NULL]",
  "map {'k': 1, 'l': NULL}",
  "map {date '2024-01-01': {'x': 1}}",
  "map {[1, 2]: 'l'}",
  "map {1.5::DOUBLE: 1}",
  "union_value(n := 1)",
  "NULL",
];

describe("writePack(source, file) and Pack.find(key)", () => {
  it("keeps values of every type as rows of the adapter hold them", async () => {
    const features = expressions.map((_, index) => `f${index}`);
    const columns = expressions.map((text, index) => `${text} as f${index}`).join(", ");
    const select = `select 1 as id, timestamp '2025-07-01' as as_of, ${columns}`;
    const pack = await packOf({ key: ["id"], features, select }, session, folder);
    const [row] = await session.rows(select);
    const found = answerFor(pack, ["1"]);
    expect(found.known).toBe(true);
    expect(found.asOf).toEqual(["2025-07-01T00:00:00Z"]);
    const { values } = found;
    for (const [index, text] of expressions.entries())
      expect([text, values[index]]).toEqual([text, row?.[`f${index}`]]);
  });

  it("keeps null of every type", async () => {
    const features = expressions.map((_, index) => `f${index}`);
    const columns = expressions
      .map((text, index) => `case when i > 5 then ${text} end as f${index}`)
      .join(", ");
    const select = `select i as id, timestamp '2025-07-01' as as_of, ${columns} from range(2) t(i)`;
    const pack = await packOf({ key: ["id"], features, select }, session, folder);
    expect(new Set(answerFor(pack, ["1"]).values)).toEqual(new Set([null]));
  });

  it("keeps random numbers and texts to the last bit", async () => {
    const value = fc.record({
      double: fc.double({ noNaN: true, noDefaultInfinity: true }),
      float: fc.float({ noNaN: true, noDefaultInfinity: true }),
      whole: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      text: fc.string({ unit: "binary", maxLength: 20 }).map((each) => each.replaceAll("\u0000", "")),
      list: fc.array(fc.option(fc.string({ maxLength: 5 })), { maxLength: 4 }),
    });
    const text = (each: string) => duckdbDialect.renderString(each);
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (rows) => {
        const tuples = rows.map(
          (row, id) =>
            `(${id}, ${text(row.text)} , '${row.double}'::DOUBLE, '${row.float}'::FLOAT, '${row.whole}'::BIGINT, [${row.list.map((each) => (each === null ? "null" : text(each))).join(", ")}]::VARCHAR[])`,
        );
        const select = `select id, timestamp '2025-07-01' as as_of, t, d, f, w, l from (values ${tuples.join(", ")}) v(id, t, d, f, w, l)`;
        const pack = await packOf(
          { key: ["id"], features: ["t", "d", "f", "w", "l"], select },
          session,
          folder,
        );
        for (const row of await session.rows(select))
          expect(answerFor(pack, [String(row.id)]).values).toEqual([row.t, row.d, row.f, row.w, row.l]);
      }),
      { numRuns: 40 },
    );
  });

  it("finds every one of many rows, and none that is not there", async () => {
    const select =
      "select i * 7 as id, timestamp '2025-07-01' as as_of, 'v' || i as v from range(50000) t(i)";
    const pack = await packOf({ key: ["id"], features: ["v"], select }, session, folder);
    expect(pack.content.rows).toBe(50_000);
    for (let i = 0; i < 50_000; i++)
      if (answerFor(pack, [String(i * 7)]).values[0] !== `v${i}`) throw new Error(`row ${i} is not found`);
    for (let i = 1; i < 50_000; i += 7) expect(answerFor(pack, [String(i)]).known).toBe(false);
  });

  it("finds rows by several texts, whatever stands in them", async () => {
    const part = fc.string({
      unit: fc.constantFrom("a", "\\", "\n", "\u001f", "", "é", "u", "n", "e"),
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(part, part), {
          minLength: 1,
          selector: String,
          comparator: "IsStrictlyEqual",
        }),
        async (keys) => {
          const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
          const literal = duckdbDialect.renderString;
          const tuples = unique.map(([a, b], index) => `(${literal(a)}, ${literal(b)}, ${index})`);
          const select = `select a, b, timestamp '2025-07-01' as as_of, n from (values ${tuples.join(", ")}) v(a, b, n)`;
          const pack = await packOf({ key: ["a", "b"], features: ["n"], select }, session, folder);
          for (const [index, key] of unique.entries()) {
            const texts = pack.keys.map((column, at) => column.read(key[at] as string) ?? "");
            expect(answerFor(pack, texts).values).toEqual([index]);
            expect(pack.keys.map((column, at) => JSON.parse(column.json(texts[at] ?? "")))).toEqual(key);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("answers for what is not there with the values and the newest moment that the source says", async () => {
    const select =
      "select * from (values (1, timestamp '2025-07-01', 5, 1.5), (null, timestamp '2025-07-03', 6, 2.5), (2, timestamp '2025-07-02', 7, null)) t(id, as_of, n, x)";
    const pack = await packOf(
      { key: ["id"], features: ["n", "x"], select, unknown: ["0", "null::DECIMAL(2,1)"] },
      session,
      folder,
    );
    expect(pack.content.rows).toBe(2);
    expect(answerFor(pack, ["9"])).toEqual({
      known: false,
      asOf: ["2025-07-03T00:00:00Z"],
      values: [0, null],
    });
    expect(answerFor(pack, ["2"]).values).toEqual([7, null]);
  });

  it("serves a table without rows", async () => {
    const select = "select 1 as id, timestamp '2025-07-01' as as_of, 2 as n where false";
    const pack = await packOf({ key: ["id"], features: ["n"], select, unknown: ["0"] }, session, folder);
    expect(answerFor(pack, ["1"])).toEqual({ known: false, asOf: [null], values: [0] });
  });

  it("refuses two rows for one key, and leaves no file", async () => {
    const source = servedSource({
      key: ["a", "b"],
      features: ["n"],
      select: "select 'x' as a, 2 as b, timestamp '2025-07-01' as as_of, i as n from range(2) t(i)",
    });
    const own = scratchFolder();
    const made = writePack(source, join(own, "twice.pack"), { session, dialect: duckdbDialect });
    await expect(made).rejects.toThrow("Q1274 orders has more than one row for a x, b 2");
    expect(readdirSync(own)).toEqual([]);
  });

  it("refuses a key whose values have no exact text", async () => {
    const source = servedSource({
      key: ["a"],
      features: ["n"],
      select: "select 1.5::double as a, timestamp '2025-07-01' as as_of, 1 as n",
    });
    const made = writePack(source, join(folder, "double.pack"), { session, dialect: duckdbDialect });
    await expect(made).rejects.toThrow("Q1273 orders cannot be served: its key column a is DOUBLE");
  });
});

describe("Pack.open(file)", () => {
  it("refuses a file that is cut off anywhere", async () => {
    const select = "select i as id, timestamp '2025-07-01' as as_of, 'v' || i as v from range(20) t(i)";
    const whole = join(folder, "whole.pack");
    await writePack(servedSource({ key: ["id"], features: ["v"], select }), whole, {
      session,
      dialect: duckdbDialect,
    });
    const bytes = readFileSync(whole);
    const cut = join(folder, "cut.pack");
    for (let length = 0; length < bytes.length; length += 13) {
      writeFileSync(cut, bytes.subarray(0, length));
      expect(() => Pack.open(cut)).toThrow("Q1278");
    }
    writeFileSync(cut, Buffer.concat([bytes.subarray(0, 10), bytes.subarray(20)]));
    expect(() => Pack.open(cut)).toThrow("Q1278");
  });
});
