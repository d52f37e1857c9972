import { type Kysely, type Migration, Migrator, sql } from "kysely";
import { describe, expect, it } from "vitest";
import { memoryDatabase } from "./support.ts";

const db = memoryDatabase<Record<string, never>>();

async function columnsOf(table: string): Promise<Record<string, string>> {
  const tables = await db.introspection.getTables();
  const columns = tables.find((each) => each.name === table)?.columns ?? [];
  return Object.fromEntries(columns.map((column) => [column.name, column.dataType]));
}

describe("the schema builder", () => {
  it("creates tables with every kind of column and constraint", async () => {
    await sql`create sequence order_ids`.execute(db);
    await db.schema
      .createTable("customers")
      .addColumn("id", "integer", (c) => c.primaryKey())
      .execute();
    await db.schema
      .createTable("orders")
      .ifNotExists()
      .addColumn("id", "integer", (c) => c.primaryKey().defaultTo(sql`nextval('order_ids')`))
      .addColumn("customer_id", "integer", (c) => c.references("customers.id").notNull())
      .addColumn("amount", "decimal(10, 2)", (c) => c.check(sql`amount >= 0`).defaultTo(0))
      .addColumn("status", "varchar(20)", (c) => c.unique().defaultTo("it's new"))
      .addColumn("at", "timestamptz")
      .addColumn("big", sql`hugeint`)
      .addColumn("ratio", "double precision")
      .addColumn("doubled", "integer", (c) => c.generatedAlwaysAs(sql`id * 2`))
      .addUniqueConstraint("once", ["customer_id", "at"])
      .addCheckConstraint("small", sql`ratio < 10`)
      .execute();
    expect(await columnsOf("orders")).toEqual({
      id: "INTEGER",
      customer_id: "INTEGER",
      amount: "DECIMAL(10,2)",
      status: "VARCHAR",
      at: "TIMESTAMP WITH TIME ZONE",
      big: "HUGEINT",
      ratio: "DOUBLE",
      doubled: "INTEGER",
    });
  });

  it("creates tables from a query, and temporary ones", async () => {
    await db.schema
      .createTable("copied")
      .as(db.selectNoFrom((e) => e.lit(1).as("a")))
      .execute();
    expect(await columnsOf("copied")).toEqual({ a: "INTEGER" });
    await db.schema.createTable("passing").temporary().addColumn("a", "text").execute();
    expect(await columnsOf("passing")).toEqual({});
  });

  it("alters tables, one change a statement", async () => {
    await db.schema.createTable("changing").addColumn("a", "integer").addColumn("b", "integer").execute();
    const change = db.schema.alterTable("changing");
    await change.addColumn("c", "varchar", (c) => c.defaultTo("x")).execute();
    await change.dropColumn("b").execute();
    await change.renameColumn("a", "z").execute();
    await change.alterColumn("z", (c) => c.setDataType("bigint")).execute();
    await change.alterColumn("z", (c) => c.setDefault(3)).execute();
    await change.alterColumn("z", (c) => c.setNotNull()).execute();
    await change.alterColumn("z", (c) => c.dropNotNull()).execute();
    await change.renameTo("changed").execute();
    expect(await columnsOf("changed")).toEqual({ z: "BIGINT", c: "VARCHAR" });
  });

  it("creates and drops indexes, views, types and schemas", async () => {
    await db.schema.createTable("things").addColumn("a", "integer").addColumn("b", "integer").execute();
    await db.schema.createIndex("by_a").unique().on("things").columns(["a", "b"]).execute();
    await db.schema.dropIndex("by_a").execute();
    const query = sql`select a from things`;
    await db.schema
      .createView("seen")
      .as(query as never)
      .execute();
    await db.schema
      .createView("seen")
      .orReplace()
      .columns(["renamed"])
      .as(query as never)
      .execute();
    expect(await columnsOf("seen")).toEqual({ renamed: "INTEGER" });
    await db.schema.dropView("seen").ifExists().execute();
    await db.schema.createType("mood").asEnum(["sad", "happy"]).execute();
    await db.schema.dropType("mood").execute();
    await db.schema.createSchema("side").ifNotExists().execute();
    await db.schema.withSchema("side").createTable("inside").addColumn("a", "integer").execute();
    await db.schema.dropSchema("side").cascade().execute();
    await db.schema.dropTable("things").execute();
    expect(await db.introspection.getSchemas()).toEqual([{ name: "main" }]);
    expect(await columnsOf("things")).toEqual({});
  });

  it("refuses auto-increment, and says what there is instead", () => {
    const create = db.schema.createTable("numbered").addColumn("id", "integer", (c) => c.autoIncrement());
    expect(() => create.compile()).toThrow("Q1110 DuckDB has no auto-increment columns");
  });

  it("migrates up and down, and rolls back a migration that fails", async () => {
    const migrated = memoryDatabase<Record<string, never>>();
    const one: Migration = {
      up: (to: Kysely<unknown>) => to.schema.createTable("one").addColumn("a", "integer").execute(),
      down: (to: Kysely<unknown>) => to.schema.dropTable("one").execute(),
    };
    const broken: Migration = {
      up: async (to: Kysely<unknown>) => {
        await to.schema.createTable("two").addColumn("a", "integer").execute();
        await sql`select nothing`.execute(to);
      },
    };
    const migrate = (migrations: Record<string, Migration>) =>
      new Migrator({ db: migrated, provider: { getMigrations: async () => migrations } });
    const names = async () => (await migrated.introspection.getTables()).map((table) => table.name);
    expect((await migrate({ one }).migrateToLatest()).error).toBeUndefined();
    expect(await names()).toEqual(["one"]);
    expect((await migrate({ one, two: broken }).migrateToLatest()).error).toMatchObject({
      name: "EngineError",
    });
    expect(await names()).toEqual(["one"]);
    expect((await migrate({ one }).migrateDown()).error).toBeUndefined();
    expect(await names()).toEqual([]);
  });
});
