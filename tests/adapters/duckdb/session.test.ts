import { describe, expect, it } from "vitest";
import { EngineError } from "../../../src/adapters/adapter.ts";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { steadyFunctions, volatileFunctions } from "../../../src/sql/volatile-functions.ts";
import { memorySession } from "./scratch.ts";

const session = await memorySession();

async function failureOf(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof EngineError) return error;
  throw new Error(`expected an EngineError, got ${String(error)}`);
}

describe("run(sql)", () => {
  it("tells the rows that the last statement changed", async () => {
    const changed = async (sql: string) => (await session.run(sql)).rowsChanged;
    expect(await changed("create or replace table r as from range(7) r(i)")).toBe(7);
    expect(await changed("insert into r values (1), (2)")).toBe(2);
    expect(await changed("delete from r where i < 2; update r set i = 0")).toBe(6);
    expect(await changed("merge into r using (select 0 as i) s on r.i = s.i when matched then delete")).toBe(
      6,
    );
    expect(await changed('create or replace view v as select 5 as "Count"')).toBe(0);
    expect(await changed('select 5 as "Count"')).toBe(0);
  });

  it("runs statements one after another, also when they are not awaited", async () => {
    const runs = [
      session.run("create or replace table o as select 1 as a"),
      session.run("insert into o values (2)"),
    ];
    const rows = session.rows("select count(*) as n from o");
    await Promise.all(runs);
    expect(await rows).toEqual([{ n: 2 }]);
  });

  it("goes on after a failure", async () => {
    const failure = failureOf(session.run("select nope"));
    expect(await session.rows("select 1 as a")).toEqual([{ a: 1 }]);
    expect((await failure).category).toBe("binder");
  });
});

describe("EngineError", () => {
  it("tells the engine's words, its category and the position in UTF-16 units", async () => {
    const sql = "select '\u{1F600}é' as x,\n  zz\nfrom (select 1 as a)";
    const error = await failureOf(session.rows(sql));
    expect(error.message).toBe(
      'Binder Error: Referenced column "zz" not found in FROM clause!\nCandidate bindings: "a"',
    );
    expect(error.position).toBe(sql.indexOf("zz"));
    expect(error.category).toBe("binder");
    expect(error.sql).toBe(sql);
  });

  it("has the position for syntax, also behind another statement", async () => {
    expect((await failureOf(session.run("select 1;\n selec 2"))).position).toBe(11);
    expect((await failureOf(session.run("selec 2"))).category).toBe("parser");
  });

  it("counts from the user's statement where DESCRIBE stands before it", async () => {
    const error = await failureOf(session.describe("select nope"));
    expect([error.sql, error.position]).toEqual(["select nope", 7]);
  });

  it("is interrupted after interrupt()", async () => {
    const running = failureOf(
      session.run("select count(*) from range(100000000000) t(a) where sqrt(a) = -1"),
    );
    const timer = setInterval(() => session.interrupt(), 20);
    const error = await running;
    clearInterval(timer);
    expect(error.interrupted).toBe(true);
    expect(await session.rows("select 1 as a")).toEqual([{ a: 1 }]);
  });
});

describe("begin(), commit(), rollback()", () => {
  it("rolls back tables too, after a failed statement as well", async () => {
    await session.begin();
    await session.run("create table tx as select 1 as a");
    await failureOf(session.run("select error('no')"));
    await session.rollback();
    expect(await session.columns({ schema: "main", name: "tx" })).toEqual([]);
    await session.rollback();
  });

  it("keeps a transaction alive over an unknown relation", async () => {
    await session.begin();
    await session.run("create table kept as select 1 as a");
    expect(await session.columns({ schema: "main", name: "missing" })).toEqual([]);
    await session.commit();
    expect(await session.columns({ schema: "main", name: "kept" })).toEqual([{ name: "a", type: "INTEGER" }]);
  });
});

describe("relations(schemas), columns(relation), describe(select)", () => {
  it("lists tables with their rows and views, of the schemas asked for", async () => {
    await session.run(
      `create schema s1; create table s1."T a" as from range(3); create view s1.v as select 1 as a; create temp table tt as select 1;
       create schema s2; create table s2.t (i DECIMAL(5,1), l STRUCT(a INTEGER[]))`,
    );
    expect(await session.relations(["s1", "s2"])).toEqual([
      { relation: { schema: "s1", name: "T a" }, kind: "table", rows: 3 },
      { relation: { schema: "s1", name: "v" }, kind: "view" },
      { relation: { schema: "s2", name: "t" }, kind: "table", rows: 0 },
    ]);
    expect(await session.relations([])).toEqual([]);
    expect((await session.relations()).map((info) => info.relation.schema)).toContain("s2");
    expect(await session.columns({ schema: "S2", name: "T" })).toEqual([
      { name: "i", type: "DECIMAL(5,1)" },
      { name: "l", type: "STRUCT(a INTEGER[])" },
    ]);
  });

  it("has no columns for a view that no longer binds", async () => {
    await session.run("create table gone as select 1 as a; create view orphan as from gone; drop table gone");
    expect(await session.columns({ schema: "main", name: "orphan" })).toEqual([]);
  });

  it("describes statements with CTEs, comments, FROM first and PIVOT", async () => {
    await session.run("create or replace table p as select 'x' as k, 1 as v");
    expect(await session.describe("with a as (select 1 as b) select * from a -- the end")).toEqual([
      { name: "b", type: "INTEGER" },
    ]);
    expect(await session.describe("from p")).toHaveLength(2);
    expect(await session.describe("pivot p on k in ('x', 'y') using sum(v)")).toEqual([
      { name: "x", type: "HUGEINT" },
      { name: "y", type: "HUGEINT" },
    ]);
  });
});

describe("canonical(select)", () => {
  const hashOf = async (sql: string) => (await session.canonical(sql))?.hash;
  const volatile = async (sql: string) => (await session.canonical(sql))?.volatile;

  it("is blind to white space, comments and the case of keywords", async () => {
    expect(await hashOf("SELECT a,\n\n  b FROM t -- hello\nWHERE x = 1")).toBe(
      await hashOf("select a, /* c */ b from t where x=1"),
    );
  });

  it("sees literals, names, order and numbers beyond 2^53", async () => {
    const statements = [
      "select a, b from t",
      "select b, a from t",
      "select a, b from u",
      "select a, 'b' from t",
      "select 9007199254740993",
      "select 9007199254740992",
      `select '"query_location":1'`,
      `select '"query_location":2'`,
      "select 1; select 2",
    ];
    const hashes = await Promise.all(statements.map(hashOf));
    expect(new Set(hashes).size).toBe(statements.length);
  });

  it("is null for what cannot be serialised", async () => {
    expect(await session.canonical("selec 1")).toBeNull();
    expect(await session.canonical("create table x as select 1")).toBeNull();
    expect(await session.canonical("pivot t on a using sum(b)")).toBeNull();
  });

  it.each([
    "select now()",
    "select NOW() - ts from t",
    "select a from t where d < current_date",
    "select current_timestamp",
    "select a from (select random() as a)",
    "select a from t where exists (select uuid())",
    "select age(birthday) from t",
    "select * from t using sample 10%",
    "select today() + 1",
  ])("finds %s volatile", async (sql) => {
    expect(await volatile(sql)).toBe(true);
  });

  it.each([
    "select 1",
    "select age(a, b) from t",
    "select t.current_date from t",
    "select 'now()' as now",
    "select error('x')",
    "select * from t using sample reservoir(10 rows) repeatable (1)",
  ])("finds %s steady", async (sql) => {
    expect(await volatile(sql)).toBe(false);
  });

  it("knows every function that DuckDB calls other than consistent", async () => {
    const rows = await session.rows(
      "select distinct function_name as name from duckdb_functions() where stability <> 'CONSISTENT' order by 1",
    );
    const unknown = rows
      .map((row) => String(row.name))
      .filter((n) => !volatileFunctions.has(n) && !steadyFunctions.has(n));
    expect(unknown).toEqual([]);
    const all = await session.rows("select distinct function_name as name from duckdb_functions()");
    const known = new Set(all.map((row) => row.name));
    expect([...volatileFunctions, ...steadyFunctions].filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("close()", () => {
  it("lets a running statement end, and refuses the next", async () => {
    const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: "" });
    const other = await warehouse.connect();
    const running = other.rows("select 1 as a");
    other.close();
    other.close();
    expect(await running).toEqual([{ a: 1 }]);
    expect((await failureOf(other.run("select 1"))).message).toContain("closed");
    await warehouse.close();
  });
});
