import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { memoryDatabase } from "./support.ts";

const db = memoryDatabase<Record<string, never>>();

beforeAll(async () => {
  await sql`
    create schema staging;
    create sequence ids;
    create table people (id integer primary key default nextval('ids'), name varchar not null, born date, tags varchar[], kind varchar default 'x');
    comment on column people.name is 'as on the passport';
    create view adults as select id, name from people where born < date '2000-01-01';
    create table staging.people (amount decimal(10, 2));
    create temporary table passing (a integer);
    create table kysely_migration (name varchar);
  `.execute(db);
});

describe("introspection", () => {
  it("lists the schemas", async () => {
    expect(await db.introspection.getSchemas()).toEqual([{ name: "main" }, { name: "staging" }]);
  });

  it("lists tables and views with their columns", async () => {
    const plain = { isAutoIncrementing: false, hasDefaultValue: false, isNullable: true };
    expect(await db.introspection.getTables()).toEqual([
      {
        schema: "main",
        name: "adults",
        isView: true,
        columns: [
          { ...plain, name: "id", dataType: "INTEGER" },
          { ...plain, name: "name", dataType: "VARCHAR" },
        ],
      },
      {
        schema: "main",
        name: "people",
        isView: false,
        columns: [
          {
            name: "id",
            dataType: "INTEGER",
            isNullable: false,
            hasDefaultValue: true,
            isAutoIncrementing: true,
          },
          { ...plain, name: "name", dataType: "VARCHAR", isNullable: false, comment: "as on the passport" },
          { ...plain, name: "born", dataType: "DATE" },
          { ...plain, name: "tags", dataType: "VARCHAR[]" },
          { ...plain, name: "kind", dataType: "VARCHAR", hasDefaultValue: true },
        ],
      },
      {
        schema: "staging",
        name: "people",
        isView: false,
        columns: [{ ...plain, name: "amount", dataType: "DECIMAL(10,2)" }],
      },
    ]);
  });

  it("shows Kysely's own tables when asked for", async () => {
    const { tables } = await db.introspection.getMetadata({ withInternalKyselyTables: true });
    expect(tables.map((table) => table.name)).toContain("kysely_migration");
  });
});
