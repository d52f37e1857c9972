import { CamelCasePlugin, sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { EngineError } from "../../../../src/adapters/adapter.ts";
import { rowFrom, rowsFrom } from "../../../../src/sql/kysely/nested-rows.ts";
import { type Database, fill, memoryDatabase } from "./support.ts";

const db = memoryDatabase();

beforeAll(() => fill(db));

describe("select", () => {
  it("gives rows as objects", async () => {
    expect(await db.selectFrom("people").selectAll().where("id", "=", 1).execute()).toEqual([
      { id: 1, first_name: "Jennifer", gender: "female", age: 52 },
    ]);
  });

  it("gives the first row, or undefined, or throws", async () => {
    const byName = (name: string) => db.selectFrom("people").select("id").where("first_name", "=", name);
    expect(await byName("Arnold").executeTakeFirst()).toEqual({ id: 2 });
    expect(await byName("Nobody").executeTakeFirst()).toBeUndefined();
    await expect(byName("Nobody").executeTakeFirstOrThrow()).rejects.toThrow("no result");
  });

  it("filters by every kind of condition", async () => {
    const people = db.selectFrom("people").select("first_name").orderBy("id");
    const names = async (query: typeof people) => (await query.execute()).map((row) => row.first_name);
    expect(await names(people.where("age", "in", [52, 76]))).toEqual(["Jennifer", "Arnold"]);
    expect(await names(people.where("gender", "is", null))).toEqual(["Robin"]);
    expect(await names(people.where("first_name", "like", "%n%r%"))).toEqual(["Jennifer"]);
    expect(await names(people.where("first_name", "ilike", "a%"))).toEqual(["Arnold"]);
    expect(await names(people.where("gender", "is distinct from", "male"))).toEqual(["Jennifer", "Robin"]);
    expect(
      await people
        .where((e) => e.or([e("age", "<", 60), e.and([e("age", ">", 76), e.not(e("id", "=", 1))])]))
        .execute(),
    ).toEqual([{ first_name: "Jennifer" }, { first_name: "Sylvester" }]);
    expect(await people.where((e) => e.between("age", 70, 76)).execute()).toEqual([{ first_name: "Arnold" }]);
    expect(await people.where(sql<boolean>`age % ${2} = 1`).execute()).toEqual([{ first_name: "Sylvester" }]);
  });

  it("joins: inner, left, right, full, cross, lateral, and a relation with itself", async () => {
    const joined = await db
      .selectFrom("people as p")
      .leftJoin("pets", (join) => join.onRef("pets.owner_id", "=", "p.id").on("species", "=", "cat"))
      .select(["p.first_name", "pets.name as pet"])
      .orderBy("p.id")
      .execute();
    expect(joined.map((row) => row.pet)).toEqual(["Catto", "Hammo", null, null]);
    const counts = await Promise.all([
      db.selectFrom("people").innerJoin("pets", "owner_id", "id").select("name").execute(),
      db.selectFrom("people").rightJoin("pets", "owner_id", "id").select("name").execute(),
      db.selectFrom("people").fullJoin("pets", "owner_id", "id").select("name").execute(),
      db.selectFrom("people").crossJoin("pets").select("name").execute(),
      db.selectFrom("people as a").innerJoin("people as b", "b.gender", "a.gender").select("a.id").execute(),
    ]);
    expect(counts.map((rows) => rows.length)).toEqual([3, 3, 5, 12, 5]);
    const youngest = await db
      .selectFrom("people")
      .leftJoinLateral(
        (e) =>
          e
            .selectFrom("pets")
            .whereRef("owner_id", "=", "people.id")
            .select("name")
            .orderBy("born", (order) => order.desc().nullsLast())
            .limit(1)
            .as("pet"),
        (join) => join.onTrue(),
      )
      .select("pet.name")
      .orderBy("people.id")
      .execute();
    expect(youngest.map((row) => row.name)).toEqual(["Catto", "Hammo", null, null]);
  });

  it("groups, filters groups, aggregates with filters and counts distinct", async () => {
    const rows = await db
      .selectFrom("pets")
      .select((e) => [
        "owner_id",
        e.fn.countAll().as("pets"),
        e.fn.count("species").distinct().as("species"),
        e.fn.count("name").filterWhere("species", "=", "cat").as("cats"),
        e.fn.agg<string>("string_agg", ["name"]).orderBy("name").as("names"),
      ])
      .groupBy("owner_id")
      .having((e) => e(e.fn.countAll(), ">", 1))
      .execute();
    expect(rows).toEqual([{ owner_id: 2, pets: 2, species: 2, cats: 1, names: "Doggo,Hammo" }]);
  });

  it("orders, limits, offsets, fetches, and takes distinct rows", async () => {
    const ordered = db
      .selectFrom("people")
      .select("id")
      .orderBy("age", (order) => order.desc().nullsFirst());
    expect(await ordered.limit(2).offset(1).execute()).toEqual([{ id: 3 }, { id: 2 }]);
    expect(await ordered.fetch(1).execute()).toEqual([{ id: 4 }]);
    expect(await db.selectFrom("pets").select("species").distinct().orderBy("species").execute()).toEqual([
      { species: "cat" },
      { species: "dog" },
    ]);
    expect(
      await db
        .selectFrom("pets")
        .distinctOn("owner_id")
        .select("name")
        .orderBy("owner_id")
        .orderBy("name", "desc")
        .execute(),
    ).toEqual([{ name: "Catto" }, { name: "Hammo" }]);
    expect(
      await db
        .selectFrom("people")
        .select("first_name")
        .orderBy("first_name", (order) => order.collate("nocase"))
        .limit(1)
        .execute(),
    ).toEqual([{ first_name: "Arnold" }]);
  });

  it("unites, intersects and excepts", async () => {
    const ids = db.selectFrom("people").select("id");
    const owners = db.selectFrom("pets").select("owner_id as id");
    const sorted = async (query: typeof ids) => (await query.execute()).map((row) => row.id).sort();
    expect(await sorted(ids.union(owners))).toEqual([1, 2, 3, 4]);
    expect(await sorted(ids.unionAll(owners))).toEqual([1, 1, 2, 2, 2, 3, 4]);
    expect(await sorted(ids.intersect(owners))).toEqual([1, 2]);
    expect(await sorted(ids.except(owners))).toEqual([3, 4]);
    expect(await sorted(ids.exceptAll(owners).unionAll(owners))).toEqual([1, 2, 2, 3, 4]);
  });

  it("counts over windows", async () => {
    const rows = await db
      .selectFrom("people")
      .select((e) => [
        "id",
        e.fn
          .agg<number>("row_number")
          .over((over) => over.partitionBy("gender").orderBy("age"))
          .as("nth"),
        e.fn
          .sum("age")
          .over((over) => over.partitionBy("gender"))
          .as("total"),
      ])
      .orderBy("id")
      .execute();
    expect(rows.map((row) => [row.nth, row.total])).toEqual([
      [1, 52],
      [1, 153],
      [2, 153],
      [1, null],
    ]);
  });

  it("reads common table expressions: several, materialised, recursive", async () => {
    const rows = await db
      .withRecursive("countdown(n)", (q) =>
        q
          .selectNoFrom(sql<number>`2`.as("n"))
          .unionAll(q.selectFrom("countdown").select(sql<number>`n - 1`.as("n")).where("n", ">", 0)),
      )
      .with("adults", (q) => q.selectFrom("people").selectAll().where("age", ">", 60))
      .with(
        (cte) => cte("males").materialized(),
        (q) => q.selectFrom("adults").selectAll().where("gender", "=", "male"),
      )
      .selectFrom(["males", "countdown"])
      .select(["first_name", "n"])
      .orderBy("first_name")
      .orderBy("n")
      .execute();
    expect(rows.map((row) => `${row.first_name} ${row.n}`)).toEqual(
      ["Arnold", "Sylvester"].flatMap((name) => [0, 1, 2].map((n) => `${name} ${n}`)),
    );
  });

  it("reads subqueries: scalar, exists, in, as a table", async () => {
    const rows = await db
      .selectFrom((e) => e.selectFrom("people").selectAll().as("p"))
      .select((e) => [
        "first_name",
        e
          .selectFrom("pets")
          .select((pets) => pets.fn.countAll<number>().as("n"))
          .whereRef("owner_id", "=", "p.id")
          .as("pets"),
      ])
      .where((e) => e.exists(e.selectFrom("pets").select(sql`1`.as("one")).whereRef("owner_id", "=", "p.id")))
      .where("p.id", "in", (e) => e.selectFrom("pets").select("owner_id").where("species", "=", "dog"))
      .execute();
    expect(rows).toEqual([{ first_name: "Arnold", pets: 2 }]);
  });

  it("decides by case", async () => {
    const rows = await db
      .selectFrom("people")
      .select((e) =>
        e
          .case()
          .when("age", ">", 60)
          .then("old")
          .when("age", "is", null)
          .then("?")
          .else("young")
          .end()
          .as("is"),
      )
      .orderBy("id")
      .execute();
    expect(rows.map((row) => row.is)).toEqual(["young", "old", "old", "?"]);
  });

  it("nests rows as lists of structs", async () => {
    const rows = await db
      .selectFrom("people")
      .select((e) => [
        "first_name",
        rowsFrom(
          e
            .selectFrom("pets")
            .select(["name", "born"])
            .whereRef("owner_id", "=", "people.id")
            .orderBy("name"),
        ).as("pets"),
        rowFrom(
          e
            .selectFrom("pets")
            .select("species")
            .whereRef("owner_id", "=", "people.id")
            .where("species", "=", "dog"),
        ).as("dog"),
      ])
      .orderBy("id")
      .limit(3)
      .execute();
    expect(rows).toEqual([
      { first_name: "Jennifer", pets: [{ name: "Catto", born: "2020-02-29" }], dog: null },
      {
        first_name: "Arnold",
        pets: [
          { name: "Doggo", born: null },
          { name: "Hammo", born: "2021-01-01" },
        ],
        dog: { species: "dog" },
      },
      { first_name: "Sylvester", pets: [], dog: null },
    ]);
  });

  it("reads JSON by key and by path", async () => {
    interface Documents {
      readonly documents: { body: { name: string; tags: string[]; "it's": { a: number } } };
    }
    const documents = memoryDatabase<Documents>();
    await sql`create table documents (body json)`.execute(documents);
    await documents
      .insertInto("documents")
      .values({ body: JSON.stringify({ name: "x", tags: ["a", "b"], "it's": { a: 1 } }) as never })
      .execute();
    const query = documents
      .selectFrom("documents")
      .select((e) => [
        e.ref("body", "->>").key("name").as("name"),
        e.ref("body", "->").key("tags").at(1).as("second"),
        e.ref("body", "->>$").key("it's").key("a").as("a"),
      ])
      .where((e) => e(e.ref("body", "->>").key("name"), "=", "x"));
    expect(await query.execute()).toEqual([{ name: "x", second: '"b"', a: "1" }]);
  });

  it("explains a query", async () => {
    const [plan] = await db.selectFrom("people").selectAll().explain("json");
    expect(JSON.parse(plan?.explain_value)).toBeInstanceOf(Array);
  });
});

describe("raw sql", () => {
  it("binds values and quotes names", async () => {
    const name = `o"dd`;
    await sql`create table ${sql.table(name)} (${sql.id("a b")} varchar)`.execute(db);
    await sql`insert into ${sql.table(name)} values (${"'; drop table people; --"})`.execute(db);
    const { rows } = await sql<{
      v: string;
    }>`select ${sql.ref(`${name}.a b`)} as v from ${sql.table(name)}`.execute(db);
    expect(rows).toEqual([{ v: "'; drop table people; --" }]);
  });

  it("runs several statements at once where they have no values", async () => {
    await sql`create table first (a integer); create table second (a integer)`.execute(db);
    const tables = (await db.introspection.getTables()).map((table) => table.name);
    expect(tables).toEqual(expect.arrayContaining(["first", "second"]));
  });

  it("gives twice the same column name two columns", async () => {
    const { rows } = await sql`select 1 as a, 2 as a`.execute(db);
    expect(rows).toEqual([{ a: 1, "a:1": 2 }]);
  });
});

describe("plugins", () => {
  it("speaks camel case over snake case", async () => {
    interface Camel {
      readonly people: { firstName: string; id: number };
    }
    const camel = memoryDatabase<Camel>([new CamelCasePlugin()]);
    await fill(camel.withoutPlugins() as unknown as typeof db);
    const row = await camel
      .selectFrom("people")
      .selectAll("people")
      .where("firstName", "=", "Robin")
      .executeTakeFirst();
    expect(row).toMatchObject({ id: 4, firstName: "Robin" });
  });

  it("reads a schema by withSchema", async () => {
    await sql`create schema other; create table other.people as select * from people where id = 3`.execute(
      db,
    );
    expect(await db.withSchema("other").selectFrom("people").select("people.id").execute()).toEqual([
      { id: 3 },
    ]);
  });
});

describe("errors", () => {
  it("are the engine's, with the statement, the place and the kind", async () => {
    const query = db.selectFrom("people").select("frist_name" as keyof Database["people"]);
    const error = await query.execute().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    const { message, sql: statement, position, category } = error as EngineError;
    expect(message).toContain('Referenced column "frist_name" not found');
    expect(statement).toBe('select "frist_name" from "people"');
    expect([position, category]).toEqual([7, "binder"]);
  });

  it("tell a value that no type holds", async () => {
    const failing = (value: unknown) => sql`select ${value}`.execute(db);
    await expect(failing(Symbol("x"))).rejects.toThrow("a symbol cannot be bound as a value");
    await expect(failing([1, "a"])).rejects.toThrow(
      "a list of both INTEGER and VARCHAR cannot be bound as a value",
    );
    await expect(failing(new URL("https://example.org"))).rejects.toThrow("a URL cannot be bound as a value");
    await expect(failing([{ a: Symbol("x") }])).rejects.toBeInstanceOf(EngineError);
  });
});
