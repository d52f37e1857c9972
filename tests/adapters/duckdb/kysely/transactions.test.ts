import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely, sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { DuckDbDialect } from "../../../../src/adapters/duckdb/kysely/duckdb-dialect.ts";
import { type Database, fill, memoryDatabase } from "./support.ts";

const db = memoryDatabase();

beforeEach(() => fill(db));

const countPeople = async (from: Pick<Kysely<Database>, "selectFrom"> = db) =>
  (
    await from
      .selectFrom("people")
      .select((e) => e.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow()
  ).n;

describe("transactions", () => {
  it("commit, and are seen outside only then", async () => {
    const seen = await db.transaction().execute(async (transaction) => {
      await transaction.insertInto("people").values({ first_name: "A" }).execute();
      return [await countPeople(transaction), await countPeople()];
    });
    expect([...seen, await countPeople()]).toEqual([5, 4, 5]);
  });

  it("roll back when what runs in them throws, and leave the connection usable", async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("people").execute();
      throw new Error("no, wait");
    });
    await expect(failing).rejects.toThrow("no, wait");
    expect(await countPeople()).toBe(4);
  });

  it("roll back when a statement fails", async () => {
    const failing = db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("people").execute();
      await sql`select nothing`.execute(transaction);
    });
    await expect(failing).rejects.toMatchObject({ name: "EngineError", category: "binder" });
    expect(await countPeople()).toBe(4);
  });

  it("tell the conflict when two write the same row, not that nothing is left to roll back", async () => {
    const write = (age: number) => (to: Kysely<Database>) =>
      to.updateTable("people").set({ age }).where("id", "=", 1).execute();
    const conflict = db.transaction().execute(async (first) => {
      await write(1)(first);
      await db.transaction().execute(write(2));
    });
    await expect(conflict).rejects.toThrow(/[Cc]onflict/);
    expect(await countPeople()).toBe(4);
  });

  it("refuse to be nested, and roll back what was begun", async () => {
    const nesting = db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom("people").execute();
      await transaction.transaction().execute(async () => undefined);
    });
    await expect(nesting).rejects.toThrow("transaction");
    expect(await countPeople()).toBe(4);
  });

  it("run statements given at once one after another", async () => {
    const ages = await db
      .transaction()
      .execute((transaction) =>
        Promise.all(
          [1, 2, 3, 4].map((id) =>
            transaction
              .updateTable("people")
              .set({ age: id })
              .where("id", "=", id)
              .returning("age")
              .executeTakeFirst(),
          ),
        ),
      );
    expect(ages.map((row) => row?.age)).toEqual([1, 2, 3, 4]);
  });

  it("may be read only", async () => {
    const reading = db.transaction().setAccessMode("read only");
    expect(await reading.execute(countPeople)).toBe(4);
    const writing = reading.execute((transaction) => transaction.deleteFrom("people").execute());
    await expect(writing).rejects.toThrow(/read-only/);
  });

  it("refuse an isolation level other than the only one", async () => {
    const counting = (level: "serializable" | "snapshot") =>
      db.transaction().setIsolationLevel(level).execute(countPeople);
    expect(await counting("snapshot")).toBe(4);
    await expect(counting("serializable")).rejects.toThrow(
      'Q1111 DuckDB has no isolation level "serializable"',
    );
  });

  it("are controlled by hand, without savepoints", async () => {
    const kept = await db.startTransaction().execute();
    await kept.insertInto("people").values({ first_name: "A" }).execute();
    await kept.commit().execute();
    const dropped = await db.startTransaction().execute();
    await dropped.deleteFrom("people").execute();
    await expect(dropped.savepoint("here").execute()).rejects.toThrow("Q1112 DuckDB has no savepoints");
    await expect(dropped.rollbackToSavepoint("here" as never).execute()).rejects.toThrow("Q1112");
    await expect(dropped.releaseSavepoint("here" as never).execute()).rejects.toThrow("Q1112");
    await dropped.rollback().execute();
    expect(await countPeople()).toBe(5);
  });
});

describe("connections", () => {
  it("keep what is theirs, in db.connection()", async () => {
    const rows = await db.connection().execute(async (one) => {
      await sql`create temporary table mine as select 1 as a`.execute(one);
      return (await sql`from mine`.execute(one)).rows;
    });
    expect(rows).toEqual([{ a: 1 }]);
  });

  it("are as many as run at once", async () => {
    const made: string[] = [];
    const instance = await DuckDBInstance.create(":memory:");
    const dialect = new DuckDbDialect({
      database: instance,
      onCreateConnection: async () => {
        made.push("one");
      },
    });
    const busy = new Kysely<Database>({ dialect });
    const all = Promise.all(
      Array.from({ length: 10 }, () => sql`select count(*) from range(100000)`.execute(busy)),
    );
    await all;
    const first = made.length;
    for (let index = 0; index < 10; index++) await sql`select 1`.execute(busy);
    expect([first, made.length]).toEqual([10, 10]);
    await busy.destroy();
    // The database was given open, and stays open.
    const connection = await instance.connect();
    expect((await connection.runAndReadAll("select 1")).getRows()).toEqual([[1]]);
    connection.disconnectSync();
    instance.closeSync();
  });

  it("close with a database that the dialect opened", async () => {
    const dialect = new DuckDbDialect({ database: () => DuckDBInstance.create(":memory:") });
    const closing = new Kysely<Database>({ dialect });
    await sql`select 1`.execute(closing);
    await closing.destroy();
    await expect(sql`select 1`.execute(closing)).rejects.toThrow("destroyed");
  });
});
