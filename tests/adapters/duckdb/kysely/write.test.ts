import { sql } from "kysely";
import { beforeEach, describe, expect, it } from "vitest";
import { fill, memoryDatabase } from "./support.ts";

const db = memoryDatabase();

beforeEach(() => fill(db));

const names = async () =>
  (await db.selectFrom("people").select("first_name").orderBy("id").execute()).map((row) => row.first_name);

describe("insert", () => {
  it("counts the rows", async () => {
    const values = [{ first_name: "A" }, { first_name: "B", age: 3 }];
    expect(await db.insertInto("people").values(values).executeTakeFirst()).toMatchObject({
      insertId: undefined,
      numInsertedOrUpdatedRows: 2n,
    });
  });

  it("returns rows, with defaults filled in", async () => {
    const returned = await db
      .insertInto("people")
      .values([{ first_name: "A" }, { first_name: "B", age: sql<number>`40 + ${2}` }])
      .returning(["id", "age as years"])
      .execute();
    expect(returned).toEqual([
      { id: 5, years: null },
      { id: 6, years: 42 },
    ]);
  });

  it("inserts what a query gives, and defaults alone", async () => {
    await db
      .insertInto("people")
      .columns(["first_name", "age"])
      .expression(db.selectFrom("pets").select((e) => ["name", e.lit(1).as("age")]))
      .execute();
    expect(await names()).toEqual(["Jennifer", "Arnold", "Sylvester", "Robin", "Catto", "Doggo", "Hammo"]);
    await sql`create table defaults (a integer default 7)`.execute(db);
    const defaults = db.withTables<{ defaults: { a: number } }>();
    expect(await defaults.insertInto("defaults").defaultValues().returningAll().execute()).toEqual([
      { a: 7 },
    ]);
  });

  it("on conflict does nothing, or updates, where a condition holds", async () => {
    const again = db.insertInto("pets").values({ name: "Catto", owner_id: 3, species: "cat", born: null });
    const nothing = await again
      .onConflict((conflict) => conflict.column("name").doNothing())
      .executeTakeFirst();
    expect(nothing.numInsertedOrUpdatedRows).toBe(0n);
    const upsert = await again
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet((e) => ({ owner_id: e.ref("excluded.owner_id"), species: "dog" }))
          .where("pets.owner_id", "<", 3),
      )
      .returningAll()
      .executeTakeFirst();
    expect(upsert).toEqual({ name: "Catto", owner_id: 3, species: "dog", born: "2020-02-29" });
  });

  it("replaces or ignores what is there", async () => {
    const row = { name: "Catto", owner_id: 4, species: "cat" as const, born: null };
    expect(
      (await db.insertInto("pets").orIgnore().values(row).executeTakeFirst()).numInsertedOrUpdatedRows,
    ).toBe(0n);
    await db.insertInto("pets").orReplace().values(row).execute();
    expect(await db.selectFrom("pets").select("owner_id").where("name", "=", "Catto").execute()).toEqual([
      { owner_id: 4 },
    ]);
  });

  it("fails with the engine's words for a broken constraint", async () => {
    const insert = db.insertInto("pets").values({ name: "Catto", owner_id: 1, species: "cat" });
    await expect(insert.execute()).rejects.toMatchObject({ name: "EngineError", category: "constraint" });
  });
});

describe("update", () => {
  it("counts the rows, with values and expressions", async () => {
    const result = await db
      .updateTable("people")
      .set((e) => ({ age: e("age", "+", 1), gender: "other" }))
      .where("gender", "=", "male")
      .executeTakeFirst();
    expect(result.numUpdatedRows).toBe(2n);
    expect(
      await db.selectFrom("people").select("age").where("gender", "=", "other").orderBy("id").execute(),
    ).toEqual([{ age: 77 }, { age: 78 }]);
  });

  it("updates from another table, under an alias, and returns", async () => {
    const rows = await db
      .updateTable("people as p")
      .from("pets")
      .set((e) => ({ first_name: e.ref("pets.name") }))
      .whereRef("pets.owner_id", "=", "p.id")
      .where("pets.species", "=", "dog")
      .returning(["p.id", "p.first_name"])
      .execute();
    expect(rows).toEqual([{ id: 2, first_name: "Doggo" }]);
  });
});

describe("delete", () => {
  it("counts the rows, reads another table, and returns", async () => {
    expect((await db.deleteFrom("pets").where("species", "=", "dog").executeTakeFirst()).numDeletedRows).toBe(
      1n,
    );
    const rows = await db
      .deleteFrom("people")
      .using("pets")
      .whereRef("pets.owner_id", "=", "people.id")
      .returning("people.first_name")
      .execute();
    expect(rows.map((row) => row.first_name).sort()).toEqual(["Arnold", "Jennifer"]);
    expect(await names()).toEqual(["Sylvester", "Robin"]);
  });
});

describe("merge", () => {
  it("updates, deletes and inserts", async () => {
    const result = await db
      .mergeInto("people")
      .using("pets", "pets.owner_id", "people.id")
      .whenMatchedAnd("pets.species", "=", "dog")
      .thenDelete()
      .whenMatchedAnd("pets.name", "=", "Catto")
      .thenUpdateSet({ first_name: "Jenny" })
      .whenMatched()
      .thenDoNothing()
      .executeTakeFirst();
    expect(result.numChangedRows).toBe(2n);
    expect(await names()).toEqual(["Jenny", "Sylvester", "Robin"]);
    await db
      .mergeInto("people")
      .using("pets", "pets.name", "people.first_name")
      .whenNotMatched()
      .thenInsertValues((e) => ({ first_name: e.ref("pets.name"), age: 1 }))
      .execute();
    expect((await names()).sort()).toEqual(["Catto", "Doggo", "Hammo", "Jenny", "Robin", "Sylvester"]);
  });
});
