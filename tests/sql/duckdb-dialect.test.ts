import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { duckdbKeywords } from "../../src/sql/duckdb-keywords.ts";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();

async function rowsOf(sql: string): Promise<Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
}

describe("duckdbKeywords", () => {
  it("are the engine's keywords that are not unreserved", async () => {
    const rows = await rowsOf(
      "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved' order by 1",
    );
    expect([...duckdbKeywords].sort()).toEqual(rows.map((row) => row.keyword_name).sort());
  });
});

describe("quoteName(name)", () => {
  it("leaves plain names bare and quotes the rest", () => {
    expect(
      ["orders", "_x1", "Orders", "order", "a b", 'a"b', "1a", "ключ"].map(duckdbDialect.quoteName),
    ).toEqual(["orders", "_x1", '"Orders"', '"order"', '"a b"', '"a""b"', '"1a"', '"ключ"']);
  });

  it("makes every keyword usable as a schema, table, column and alias", async () => {
    const rows = await rowsOf("select distinct keyword_name from duckdb_keywords()");
    const statements = rows.flatMap((row) => {
      const name = duckdbDialect.quoteName(String(row.keyword_name));
      const relation = duckdbDialect.renderRelation({ schema: "main", name: String(row.keyword_name) });
      return [
        `create table ${relation} (${name} INTEGER)`,
        `insert into ${relation} (${name}) select 1 as ${name}`,
        `update ${relation} set ${name} = 2 where ${name} = 1`,
        `select ${name}, t.${name} from ${relation} as t group by ${name} order by ${name}`,
        `alter table ${relation} add column b INTEGER`,
        `merge into ${relation} as old using (select 1 as ${name}, 2 as b) as new on new.${name} = old.${name} when matched then update set ${name} = new.${name} when not matched then insert (${name}, b) values (new.${name}, new.b)`,
        `comment on column ${relation}.${name} is 'x'`,
        `with ${name} as (select 1 as ${name}) select * exclude (${name}), 1 from ${name}`,
        `drop table ${relation}`,
      ];
    });
    for (const sql of statements) await connection.run(sql);
  });
});

describe("renderLiteral(value)", () => {
  const scalar = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }).filter((text) => !/\p{Surrogate}/u.test(text)),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
  );

  it("gives back every JSON scalar", async () => {
    await fc.assert(
      fc.asyncProperty(scalar, async (value) => {
        const type = typeof value === "number" ? "::DOUBLE" : "";
        const reader = await connection.runAndReadAll(`select ${duckdbDialect.renderLiteral(value)}${type}`);
        expect(reader.getRowsJS()[0]?.[0]).toEqual(value === 0 ? 0 : value);
      }),
      { numRuns: 150, examples: [[49073532157179220000], [-(2 ** 63)], [2 ** 60]] },
    );
  });

  it("writes lists as lists and maps as structs, empty ones included", async () => {
    const value = { a: [1, 2], "it's": { b: null }, c: [], d: {} };
    const rows = await rowsOf(`select to_json(${duckdbDialect.renderLiteral(value)}) as v`);
    expect(JSON.parse(String(rows[0]?.v))).toEqual(value);
  });

  it("writes what JSON has not: bigints, infinities, moments", async () => {
    const values = [2n ** 100n, Number.POSITIVE_INFINITY, Number.NaN, new Date(Date.UTC(2024, 0, 2))];
    const rows = await rowsOf(
      `select unnest([${values.map((v) => `(${duckdbDialect.renderLiteral(v)})::VARCHAR`).join(", ")}]) as v`,
    );
    expect(rows.map((row) => row.v)).toEqual([String(2n ** 100n), "inf", "nan", "2024-01-02 00:00:00"]);
  });
});

describe("renderTimestamp(moment)", () => {
  it("is read back as the same moment, before Christ and after 9999 too", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.date({
          noInvalidDate: true,
          min: new Date("-100000-01-01T00:00:00Z"),
          max: new Date("+200000-01-01T00:00:00Z"),
        }),
        async (moment) => {
          const rows = await rowsOf(
            `select epoch_ms(${duckdbDialect.renderTimestamp(moment)})::VARCHAR as ms`,
          );
          expect(rows[0]?.ms).toBe(String(moment.getTime()));
        },
      ),
      { numRuns: 100 },
    );
  });
});
