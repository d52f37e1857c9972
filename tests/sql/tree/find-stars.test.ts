import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findStars } from "../../../src/sql/tree/find-stars.ts";

let ask: (sql: string) => Promise<string>;
let close = (): void => {};
beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  ask = async (sql) => {
    const quoted = sql.replaceAll("'", "''");
    const call = `json_serialize_sql('${quoted}', skip_null := true, skip_empty := true)`;
    return String((await connection.runAndReadAll(`select ${call}`)).getRows()[0]?.[0]);
  };
  close = () => {
    connection.closeSync();
    instance.closeSync();
  };
});
afterAll(() => close());

/** `orders@7` for a star at offset 7 over main.orders; without an offset for one that is not written. */
async function starsOf(sql: string): Promise<readonly string[]> {
  return findStars(await ask(sql)).map(({ table: { database, schema, table }, position }) => {
    const name = [database, schema === "main" ? undefined : schema, table].filter(Boolean).join(".");
    return position === undefined ? name : `${name}@${position}`;
  });
}

describe("findStars(tree)", () => {
  it.each([
    ["select * from orders", ["orders@7"]],
    ['select * from raw."Orders"', ["raw.Orders@7"]],
    ["select * from db.raw.orders", ["db.raw.orders@7"]],
    ["from orders", ["orders@0"]],
    ["select 1 as one, * from orders", ["orders@17"]],
    ["select * exclude (id) from orders", ["orders@7"]],
    ["select * replace (id + 1 as id) from orders", ["orders@7"]],
    ["select columns('a.*') from orders", ["orders@7"]],
    ["select * from orders o join customers c using (id)", ["orders@7", "customers@7"]],
    ["select c.* from orders o join customers c using (id)", ["customers@7"]],
    ["select O.* from orders o", ["orders@7"]],
    ["with o as (select * from orders) select * from o", ["orders@18"]],
    ["with o as (select * from orders), p as (select * from o) select p.* from p", ["orders@18"]],
    ["with O as (select * from orders) select * from o", ["orders@18"]],
    ["select * from (select * from orders)", ["orders@7"]],
    ["select * from (select * from orders where id > 1)", ["orders@7"]],
    ["select * from (select o.* from orders o) as q", ["orders@22"]],
    ["select * from a union all select * from b", ["a@7", "b@33"]],
    ["select * from a union by name (select * from b)", ["a@7", "b@38"]],
    ["select * from orders qualify row_number() over (partition by id) = 1", ["orders@7"]],
    ["select id from orders", []],
    ["select count(*) from orders", []],
    ["select a * b from orders", []],
    ["with o as (select * from orders) select id from o", []],
    ["select id from (select * from orders)", []],
    ["select id from orders where exists (select * from customers)", []],
    ["select (select count(*) from (select * from a)) as n from b", []],
    ["with orders as (select 1 as id) select * from orders", []],
    ["select * from range(10)", []],
  ])("%s", async (sql, stars) => {
    expect(await starsOf(sql)).toEqual(stars);
  });
});
