import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import type { NodeId } from "../../src/graph/types.ts";
import { bindAll, columnsOf, makeProject, usesOf, writeIn } from "./bound-project.ts";

const orders = '{{source "raw" "orders"}}';

describe("bindGraph(graph, ids, options)", () => {
  it("gives types and lineage without data and without a database", async () => {
    const root = makeProject({
      "models/stg.sql": `select order_id, amount::double as amount, status from ${orders}`,
      "models/middle.sql":
        '{{config materialized="ephemeral"}} select status, sum(amount) as revenue from {{ref "stg"}} group by status',
      "models/mart.sql":
        'select m.status, any_value(m.revenue) / count(*) as mean from {{ref "middle"}} m join {{ref "stg"}} s using (status) group by all',
    });
    const found = await bindAll(root);
    expect(found.said).toEqual([]);
    expect(columnsOf(found, "model.stg")).toBe("order_id BIGINT, amount DOUBLE, status VARCHAR");
    expect(columnsOf(found, "model.middle")).toBe("status VARCHAR, revenue DOUBLE");
    expect(columnsOf(found, "model.mart")).toBe("status VARCHAR, mean DOUBLE");
    expect(usesOf(found, "model.stg", "amount")).toEqual(["source.raw.orders.amount"]);
    expect(usesOf(found, "model.mart", "mean")).toEqual(["model.middle.revenue"]);
    const { lineage } = found.bound.nodes["model.stg" as NodeId] ?? {};
    expect(lineage?.columns[0]?.copyOf).toEqual({ node: "source.raw.orders", column: "order_id" });
    expect(lineage?.columns[1]?.copyOf).toBeUndefined();
    expect(existsSync(join(root, "target", "small.duckdb"))).toBe(false);
  });

  it("finds every unknown column of a statement, at its place in the template", async () => {
    const root = makeProject({
      "models/stg.sql": `{{#if incremental}} never {{/if}}
select 'é', o.ordr_id, id, status as s
from ${orders} as o
where o.amont > 1 and
  statu = 'paid'`,
    });
    const { said } = await bindAll(root);
    expect(said).toEqual([
      'models/stg.sql:2:15 Q0107 unknown column "ordr_id" of "o" — did you mean "order_id"?',
      'models/stg.sql:2:24 Q0107 unknown column "id"',
      'models/stg.sql:4:9 Q0107 unknown column "amont" of "o" — did you mean "amount"?',
      'models/stg.sql:5:3 Q0107 unknown column "statu" — did you mean "status"?',
    ]);
  });

  it("reports what reads a broken node as unchecked, and checks the rest", async () => {
    const root = makeProject({
      "models/broken.sql": `select ordr_id from ${orders}`,
      "models/child.sql": 'select nothing from {{ref "broken"}}',
      "models/grandchild.sql": 'select nothing from {{ref "child"}}',
      "models/other.sql": `select sum(status) from ${orders}`,
    });
    const { said, bound } = await bindAll(root);
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^models\/broken.sql:1:8 Q0107/);
    expect(said[1]).toMatch(
      /^models\/other.sql:1:8 Q0801 "other" is wrong: No function matches .*sum\(VARCHAR\)/,
    );
    expect(bound.unchecked).toEqual([
      { id: "model.child", because: ["model.broken"] },
      { id: "model.grandchild", because: ["model.broken"] },
    ]);
  });

  it("looks at everything else where a template cannot be rendered", async () => {
    const root = makeProject({
      "models/broken.sql": `select {{var "missing"}} as x from ${orders}`,
      "models/child.sql": 'select x from {{ref "broken"}}',
      "models/other.sql": `select stats from ${orders}`,
    });
    const { said, bound } = await bindAll(root);
    expect(said).toEqual([
      'models/broken.sql:1:8 Q0453 the variable "missing" is not set',
      'models/other.sql:1:8 Q0107 unknown column "stats" — did you mean "status"?',
    ]);
    expect(bound.unchecked).toEqual([{ id: "model.child", because: ["model.broken"] }]);
  });

  it("binds what an incremental model does with the rows that are there", async () => {
    const model = (column: string) => `{{config materialized="incremental" strategy="append"}}
select order_id, ordered_at from ${orders}
{{#if incremental}} where ordered_at > (select max(${column}) from {{this}}) {{/if}}`;
    const good = await bindAll(makeProject({ "models/m.sql": model("ordered_at") }));
    expect(good.said).toEqual([]);
    expect(usesOf(good, "model.m", "order_id")).toEqual(["source.raw.orders.order_id"]);
    const bad = await bindAll(makeProject({ "models/m.sql": model("orderd_at") }));
    expect(bad.said).toEqual([
      'models/m.sql:3:52 Q0107 unknown column "orderd_at" — did you mean "ordered_at"?',
    ]);
  });

  it("knows the columns that a snapshot adds", async () => {
    const found = await bindAll(
      makeProject({
        "models/history.sql": `{{config materialized="snapshot" snapshot_strategy="timestamp" unique_key="order_id" updated_at="ordered_at"}}
select order_id, ordered_at from ${orders}`,
        "models/current.sql": 'select order_id from {{ref "history"}} where valid_to is null',
      }),
    );
    expect(found.said).toEqual([]);
    expect(columnsOf(found, "snapshot.history")).toBe(
      "order_id BIGINT, ordered_at TIMESTAMP, snapshot_id VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP, updated_at TIMESTAMP",
    );
  });

  it("numbers names that come twice, as the engine does", async () => {
    const found = await bindAll(
      makeProject({
        "models/twice.sql": `select order_id, order_id, null as nothing from ${orders}`,
        "models/reader.sql": 'select order_id_1, nothing from {{ref "twice"}}',
      }),
    );
    expect(found.said).toEqual([]);
    expect(columnsOf(found, "model.reader")).toBe("order_id_1 BIGINT, nothing INTEGER");
  });

  it("follows seeds and files that a statement reads by itself", async () => {
    const found = await bindAll(
      makeProject({
        "models/countries.csv": "code,name,area\nKR,Korea,100\n",
        "models/reader.sql": 'select code, area + 1 as area from {{ref "countries"}}',
        "models/files.sql":
          "select f.code, f.area, r.area + f.area as both from read_csv('models/countries.csv') as f join {{ref \"reader\"}} as r using (code)",
        "models/profile.sql": 'select * from (summarize {{ref "reader"}})',
      }),
    );
    expect(found.said).toEqual([]);
    expect(found.bound.isLasting).toBe(false);
    expect(columnsOf(found, "seed.countries")).toBe("code VARCHAR, name VARCHAR, area BIGINT");
    expect(columnsOf(found, "model.files")).toBe("code VARCHAR, area BIGINT, both BIGINT");
    expect(usesOf(found, "model.files", "area")).toEqual([]);
    expect(usesOf(found, "model.files", "both")).toEqual(["model.reader.area"]);
    expect(columnsOf(found, "model.profile")).toMatch(
      /^column_name VARCHAR, column_type VARCHAR, min VARCHAR/,
    );
  });

  it("says what it cannot follow, and goes on", async () => {
    const found = await bindAll(
      makeProject({
        "models/numbered.sql": "select n, number from range(3) with ordinality as r(n, number)",
        "models/reader.sql": 'select number + 1 as next from {{ref "numbered"}}',
      }),
    );
    expect(found.said).toEqual([
      'models/numbered.sql:1:1 Q0802 where the columns of "numbered" come from cannot be told: its plan cannot be written down',
    ]);
    expect(columnsOf(found, "model.reader")).toBe("next BIGINT");
  });

  it("advises on a PIVOT whose columns depend on the data", async () => {
    const { said } = await bindAll(
      makeProject({
        "models/p.sql": `pivot ${orders} on status using count(*)`,
        "models/q.sql": `pivot ${orders} on status in ('paid', 'refunded') using count(*) group by customer_id`,
      }),
    );
    expect(said).toEqual(['models/p.sql:1:1 Q0805 "p" has a PIVOT whose columns depend on the data']);
  });

  it("refuses what is no SELECT", async () => {
    const { said } = await bindAll(
      makeProject({ "models/w.sql": `insert into elsewhere select * from ${orders}` }),
    );
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^models\/w.sql:1:1 Q0806 "w" is not a SELECT/);
  });

  it("refuses names of nobody, but for what statements before the first node may make", async () => {
    const files = {
      "models/m.sql": `select order_id from elsewhere.ordres`,
      "models/n.sql": `select twice(amount) as amount from ${orders}`,
    };
    const without = await bindAll(makeProject(files));
    expect(without.diagnostics.map(({ severity }) => severity)).toEqual(["error", "error"]);
    expect(without.said[0]).toMatch(
      /^models\/m.sql:1:22 Q0808 no node of the project is called "elsewhere.ordres"/,
    );
    expect(without.said[1]).toMatch(/^models\/n.sql:1:8 Q0801 .*twice/);
    const projectYml = (body: string) =>
      `name: small\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/small.duckdb}\non_run_start: ["create macro twice(x) as ${body}"]\n`;
    const root = makeProject({ ...files, "project.yml": projectYml("x * 2") });
    const hooked = await bindAll(root);
    expect(hooked.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([["Q0808", "warning"]]);
    expect(columnsOf(hooked, "model.n")).toBe("amount DECIMAL(18,2)");
    // What such a statement makes decides types: another one is no reason to believe what was found out before.
    writeIn(root, "project.yml", projectYml("x || '!'"));
    expect(columnsOf(await bindAll(root), "model.n")).toBe("amount VARCHAR");
  });

  it("binds data tests, and settings that name columns", async () => {
    const { said } = await bindAll(
      makeProject({
        "models/m.sql": `{{config materialized="incremental" strategy="merge" unique_key="ordr_id"}} select order_id, status from ${orders}`,
        "models/m.yml": `models:
  - name: m
    columns:
      - {name: order_id, tests: [unique]}
      - {name: statuss, tests: [not_null]}
      - {name: gone, description: Once there.}
    tests:
      - expression: {expression: "stat in ('a')"}
`,
        "tests/all_paid.sql": `select * from {{ref "m"}} where sum = 3`,
      }),
    );
    expect(said.map((line) => line.replace(/ — .*/, ""))).toEqual([
      'models/m.sql:1:1 Q0412 `unique_key` of "m" names the column "ordr_id", which its SELECT does not have',
      'models/m.yml:5:16 Q0803 "m" declares a column "statuss" that it does not have',
      'models/m.yml:5:33 Q0107 unknown column "statuss" of "m"',
      'models/m.yml:6:16 Q0803 "m" declares a column "gone" that it does not have',
      'models/m.yml:8:9 Q0107 unknown column "stat"',
      'tests/all_paid.sql:1:33 Q0107 unknown column "sum"',
    ]);
  });
});

describe("columns of sources", () => {
  const writeParquet = async (root: string, file: string, select: string) => {
    writeIn(root, file, "");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(`copy (${select}) to '${join(root, file)}' (format parquet)`);
    connection.disconnectSync();
    instance.closeSync();
  };
  const source = (columns: string) => `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns: [${columns}]
`;
  const select = `select order_id, amount from ${orders}`;

  it("come from the files, with declared types over what is there", async () => {
    const root = makeProject({
      "models/sources.yml": source("{name: amount, type: DOUBLE}"),
      "models/m.sql": select,
    });
    await writeParquet(root, "data/orders.parquet", "select 1 as order_id, 2 as amount");
    const found = await bindAll(root);
    expect(found.said).toEqual([]);
    expect(columnsOf(found, "model.m")).toBe("order_id INTEGER, amount DOUBLE");
  });

  it.each([
    ["order_id, amount_net", "{name: order_id, type: BIGINT}, {name: amount, type: DOUBLE}", "amount"],
    ["order_id, amount", "{name: order_id, type: BIGINT}, {name: amount_net, type: DOUBLE}", "amount_net"],
  ])(
    "breaks what reads a renamed column, in the files or in the declaration: %s",
    async (there, declared, missing) => {
      const root = makeProject({ "models/sources.yml": source(declared), "models/m.sql": select });
      await writeParquet(
        root,
        "data/orders.parquet",
        `select ${there} from (select 1 as order_id, 2 as amount, 3 as amount_net)`,
      );
      const { said } = await bindAll(root);
      expect(said[0]).toBe('models/m.sql:1:18 Q0107 unknown column "amount"');
      expect(said[1]).toMatch(
        new RegExp(
          `^models/sources.yml:6:\\d+ Q0807 source "raw.orders" declares a column "${missing}" that data/orders.parquet does not have`,
        ),
      );
      expect(said).toHaveLength(2);
    },
  );

  it("are read again when the files change", async () => {
    const root = makeProject({ "models/sources.yml": source(""), "models/m.sql": select });
    await writeParquet(root, "data/orders.parquet", "select 1 as order_id, 2 as amount");
    expect((await bindAll(root)).said).toEqual([]);
    await writeParquet(root, "data/orders.parquet", "select 1 as order_id, 2 as amount_net, 3 as x");
    expect((await bindAll(root)).said).toEqual(['models/m.sql:1:18 Q0107 unknown column "amount"']);
  });

  it("that nobody knows leave what reads them unchecked", async () => {
    const root = makeProject({ "models/sources.yml": source("{name: order_id}"), "models/m.sql": select });
    const { said, bound } = await bindAll(root);
    expect(said).toEqual([
      'models/sources.yml:5:15 Q0804 the columns of source "raw.orders" are not known: there is no file at data/orders.parquet',
    ]);
    expect(bound.unchecked).toEqual([{ id: "model.m", because: ["source.raw.orders"] }]);
  });

  it("that are tables come from the database, once", async () => {
    const root = makeProject({
      "models/sources.yml": "sources:\n  - {name: raw, schema: raw, tables: [{name: orders}]}\n",
      "models/m.sql": select,
    });
    const without = await bindAll(root);
    expect(without.said[0]).toMatch(/Q0804 .*the target's database does not exist yet/);
    writeIn(root, "target/small.duckdb", "");
    rmSync(join(root, "target/small.duckdb"));
    const instance = await DuckDBInstance.create(join(root, "target", "small.duckdb"));
    const connection = await instance.connect();
    await connection.run("create schema raw; create table raw.orders (order_id bigint, amount double)");
    connection.disconnectSync();
    instance.closeSync();
    const found = await bindAll(root);
    expect(found.said).toEqual([]);
    expect(columnsOf(found, "model.m")).toBe("order_id BIGINT, amount DOUBLE");
    expect(usesOf(found, "model.m", "amount")).toEqual(["source.raw.orders.amount"]);
  });
});

describe("what is known from before", () => {
  const files = {
    "models/a.sql": `select order_id, status from ${orders}`,
    "models/b.sql": 'select order_id, status from {{ref "a"}}',
    "models/c.sql": 'select order_id from {{ref "b"}}',
    "models/z.sql": `select amount from ${orders}`,
  };

  it("is not bound again", async () => {
    const root = makeProject({ ...files, "models/codes.csv": "code\nKR\n" });
    const first = await bindAll(root);
    expect(first.bound).toMatchObject({ boundNow: 5, isLasting: true });
    const second = await bindAll(root);
    expect(second.bound).toEqual({ ...first.bound, boundNow: 0 });
  });

  it("is bound again only as far as a change can be felt", async () => {
    const root = makeProject(files);
    await bindAll(root);
    writeIn(root, "models/a.sql", `select order_id, upper(status) as status from ${orders}`);
    expect((await bindAll(root)).bound.boundNow).toBe(1);
    writeIn(root, "models/a.sql", `select order_id, length(status) as status from ${orders}`);
    const third = await bindAll(root);
    // The type reaches b, and c does not read it.
    expect(third.bound.boundNow).toBe(3);
    expect(columnsOf(third, "model.b")).toBe("order_id BIGINT, status BIGINT");
    writeIn(root, "models/a.sql", `select order_id from ${orders}`);
    const broken = await bindAll(root);
    expect(broken.said).toEqual(['models/b.sql:1:18 Q0107 unknown column "status"']);
    writeIn(root, "models/a.sql", `select order_id, length(status) as status from ${orders}`);
    expect((await bindAll(root)).said).toEqual([]);
  });

  it("does not count where a parent's columns have others types under the same names", async () => {
    const root = makeProject({ ...files, "models/d.sql": 'select order_id + 1 as n from {{ref "c"}}' });
    await bindAll(root);
    writeIn(root, "models/a.sql", `select status as order_id, status from ${orders}`);
    const { said } = await bindAll(root);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^models\/d.sql:1:\d+ Q0801/);
  });

  it("is enough to bind one node with what it reads", async () => {
    const { bound } = await bindAll(makeProject(files), ["model.b"]);
    expect(Object.keys(bound.nodes).sort()).toEqual(["model.a", "model.b", "source.raw.orders"]);
  });
});
