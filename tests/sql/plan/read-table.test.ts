import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTable, readTableColumns, tablePrefix } from "../../../src/sql/plan/read-table.ts";

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
beforeAll(async () => {
  await connection.run("create table orders (id bigint, amount decimal(10,2), status varchar)");
});
afterAll(() => {
  connection.disconnectSync();
  instance.closeSync();
});

async function planOf(select: string): Promise<string> {
  const text = (tablePrefix + select).replaceAll("'", "''");
  const result = await connection.runAndReadAll(
    `select json_serialize_plan('${text}', optimize := false, skip_null := true, skip_empty := false)`,
  );
  return String(result.getRows()[0]?.[0]);
}

const readSelect = async (select: string) => readTable(await planOf(select));

/** Names and types in the engine's own words, of the table that the SELECT really becomes. */
async function described(select: string) {
  await connection.run(`create or replace table made as ${select}`);
  const result = await connection.runAndReadAll("describe made");
  return result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

describe("readTable(text)", () => {
  it.each([
    "select * from orders",
    "select id, id, id as id_1, null as nothing, count(*) over () from orders",
    "select [1, null] as list, [[1.5]] as nested, array_value(1, 2) as fixed, map {'a': [1]} as m from orders",
    `select {'a': 1, 'b c': {'select': 'x', 'Up': 1, 'q"q': 2}} as s, union_value(num := 1) as u`,
    "select 'a''b'::enum('a''b', 'c') as e, '{}'::json as j, ['{}'::json] as js, '1'::bit as b, 'x'::blob as bl",
    "select now() as n, current_date as d, interval 1 day as i, time '12:00' as t, uuid() as id, 1::hugeint as h, 1::uhugeint as uh, 1::bignum as big",
    "select timestamp_s '2024-01-01' as s, timestamp_ms '2024-01-01' as ms, timestamp_ns '2024-01-01' as ns, '12:00:00+02'::timetz as tz",
    "select 'x'::varchar collate nocase as c, 1::utinyint as ut, 1.5::float as f, 2::smallint as si, true as ok",
    "pivot orders on status in ('paid', 'open') using sum(amount) as total group by id",
    "unpivot orders on id, amount into name n value v",
    "with a as (select 1 as x) (select x from a) union all by name select 2.5 as y",
    "from orders select columns('a.*')",
    "values (1, 'a'), (2, 'b')",
  ])("tells names and types as the engine does: %s", async (select) => {
    const found = await readSelect(select);
    expect(found.kind === "table" ? found.columns : found).toEqual(await described(select));
    expect(found).toMatchObject({ plan: { kind: "plan" } });
    expect(readTableColumns(await planOf(select))).toEqual(await described(select));
  });

  it("knows every type that the engine has", async () => {
    const types = await connection.runAndReadAll(
      "select distinct type_name from duckdb_types() where database_name = 'system' order by 1",
    );
    // What needs more than its name to be a type, or stands for a literal.
    const open = ["null", "enum", "struct", "row", "list", "map", "union", "array", "type"];
    const names = types.getRows().flatMap(([name]) => (open.includes(String(name)) ? [] : [String(name)]));
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) {
      const select = `select null::${name.includes(" ") && !/^\w+ with/.test(name) ? `"${name}"` : name} as x`;
      const found = await readSelect(select);
      expect([name, found.kind === "table" ? found.columns : found]).toEqual([name, await described(select)]);
    }
  });

  it("counts the places of mistakes in the SELECT", async () => {
    expect(await readSelect("select idd from orders")).toMatchObject({
      kind: "refused",
      category: "binder",
      name: "idd",
      position: 7,
    });
    expect(await readSelect("insert into orders values (1)")).toMatchObject({ kind: "refused", position: 0 });
  });
});

describe("readTableColumns(text)", () => {
  it("is not misled by a statement that has the words of a plan in it", async () => {
    const select = `select '"info":{"type":"TABLE_ENTRY",' as "info"":{", 'x}]}' as "}]}"`;
    expect(readTableColumns(await planOf(select))).toEqual(await described(select));
  });

  it.each(["select idd from orders", "select 1 as x; create table other as select 2 as y, 3 as z"])(
    "leaves to readTable what is not simply a table: %s",
    async (select) => {
      expect(readTableColumns(await planOf(select))).toBeUndefined();
    },
  );

  it("leaves to readTable a type that nobody knows", async () => {
    const text = await planOf("select 1.5 as x");
    expect(readTableColumns(text.replaceAll("DECIMAL_TYPE_INFO", "OTHER_TYPE_INFO"))).toBeUndefined();
  });
});
