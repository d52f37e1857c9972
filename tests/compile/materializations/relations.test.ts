import { describe, expect, it } from "vitest";
import { codesOf, openTarget } from "./harness.ts";

const { build, rows, session } = await openTarget();
const kindOf = async (name: string) =>
  (await session.relations(["main"])).find((info) => info.relation.name === name)?.kind;

describe("materialize(view, table, seed, ephemeral)", () => {
  it("replaces a relation whatever kind it was", async () => {
    const select = "select 1 as a -- one";
    for (const materialized of ["view", "table", "view", "seed", "view", "incremental", "table"] as const) {
      const { error } = await build({ materialized }, { select, name: "kinds" });
      expect(error).toBeUndefined();
      expect(await rows("from kinds")).toEqual([{ a: 1 }]);
      expect(await kindOf("kinds")).toBe(materialized === "view" ? "view" : "table");
    }
  });

  it("leaves views that read a replaced table alive", async () => {
    await build({ materialized: "table" }, { select: "select 1 as a", name: "base" });
    await build({ materialized: "view" }, { select: "select a from base", name: "reader" });
    await build({ materialized: "table" }, { select: "select 'x' as b, 2 as a", name: "base" });
    expect(await rows("from reader")).toEqual([{ a: 2 }]);
    await build({ materialized: "view" }, { select: "select 3 as a", name: "base" });
    expect(await rows("from reader")).toEqual([{ a: 3 }]);
  });

  it("keeps the old rows when the build fails or its tests do", async () => {
    await build({ materialized: "table" }, { select: "select 1 as a", name: "kept" });
    const failed = await build(
      { materialized: "table" },
      { select: "select error('no') as a", name: "kept" },
    );
    expect(failed.error).toContain("no");
    await build({ materialized: "view" }, { select: "select 2 as a", name: "kept", failingTest: true });
    expect(await rows("from kept")).toEqual([{ a: 1 }]);
    expect(await kindOf("kept")).toBe("table");
  });

  it("does nothing for an ephemeral node", async () => {
    expect((await build({ materialized: "ephemeral" }, { select: "select 1" })).steps).toEqual([]);
  });
});

describe("materialize() around the body", () => {
  it("runs hooks in order, those marked as outside before the transaction and after the commit", async () => {
    await session.run("create table log (n INTEGER default 0, what VARCHAR, tx BIGINT)");
    const note = (what: string) => `insert into log (what, tx) values ('${what}', txid_current())`;
    const hooks = {
      pre: [note("pre 1"), `-- outside transaction\n${note("before")}`],
      post: [`/* outside the transaction */ ${note("after")}`, note("post 1"), note("post 2")],
    };
    await build(
      { materialized: "table" },
      { select: "select count(*) as n from log", name: "hooked", hooks },
    );
    const log = await rows("select what, tx from log order by rowid");
    expect(log.map((row) => row.what)).toEqual(["before", "pre 1", "post 1", "post 2", "after"]);
    const [before, pre, post, , after] = log.map((row) => row.tx);
    expect(pre).toBe(post);
    expect(new Set([before, pre, after]).size).toBe(3);
    expect(await rows("from hooked")).toEqual([{ n: 2 }]);
  });

  it("keeps docs as comments of tables, views and columns, and passes over unknown columns", async () => {
    const docs = { relation: "It's one row", columns: { a: 'the "a"', gone: "not there", "B c": "quoted" } };
    const select = 'select 1 as a, 2 as "B c"';
    for (const materialized of ["table", "view", "incremental", "incremental"] as const) {
      const { error } = await build({ materialized }, { select, name: "documented", docs });
      expect(error).toBeUndefined();
      const from = materialized === "view" ? "duckdb_views()" : "duckdb_tables()";
      const name = materialized === "view" ? "view_name" : "table_name";
      expect(await rows(`select comment from ${from} where ${name} = 'documented'`)).toEqual([
        { comment: "It's one row" },
      ]);
      expect(
        await rows("select column_name, comment from duckdb_columns() where table_name = 'documented'"),
      ).toEqual([
        { column_name: "a", comment: 'the "a"' },
        { column_name: "B c", comment: "quoted" },
      ]);
    }
  });

  it("says that grants are passed over", async () => {
    const built = await build(
      { materialized: "table", grants: { select: ["reader"] } },
      { select: "select 1 as a", name: "granted" },
    );
    expect(codesOf(built)).toEqual(["Q0430"]);
    expect(built.diagnostics[0]?.severity).toBe("warning");
  });
});
