import { describe, expect, it } from "vitest";
import { renderProblem } from "../project/support/make-project.ts";
import { makeDiskProject } from "./typescript-project.ts";

const orders = {
  "data/orders.csv":
    "id,amount,status,day\n1,10.5,paid,2024-01-01\n2,20,paid,2024-01-02\n3,5,refunded,2024-01-02\n",
  "models/sources.yml": "sources:\n  - name: raw\n    path: data/{table}.csv\n    tables: [{name: orders}]\n",
  "models/stg_orders.sql": 'select * from {{source "raw" "orders"}}\n',
};
const head = 'import { model } from "quern";\n';

describe("query models in TypeScript", () => {
  it("are built as statements are, ephemeral parents inlined both ways", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/paid.ts": `${head}export default model({ materialized: "ephemeral" }, ({ db, ref }) =>
  db.selectFrom(ref("stg_orders")).selectAll().where("status", "=", "it's paid".slice(5)));\n`,
      "models/by_sql.sql": '{{config materialized="table"}}\nselect count(*) as n from {{ref "paid"}}\n',
      "models/by_day.ts": `${head}import { sql } from "kysely";
export default model({ materialized: "table" }, ({ db, ref, source }) =>
  db.with("days", (q) => q.selectFrom(ref("paid")).select("day").distinct())
    .selectFrom("days")
    .innerJoin(ref("stg_orders").as("o"), "o.day", "days.day")
    .select(["days.day", (e) => e.fn.countAll().as("orders"), sql<number>\`sum(o.amount)\`.as("amount")])
    .groupBy("days.day").orderBy("days.day"));
export const raw = model({ materialized: "view" }, ({ source }) => sql\`select max(id) as id from \${source("raw", "orders")}\`);\n`,
    });
    expect((await project.build()).statuses).toEqual({
      stg_orders: "success",
      by_sql: "success",
      by_day: "success",
      raw: "success",
    });
    expect(
      await project.rows(
        "select n, day::varchar as day, orders, amount, id from by_sql, by_day, raw order by day",
      ),
    ).toEqual([
      { n: 2, day: "2024-01-01", orders: 1, amount: 10.5, id: 3 },
      { n: 2, day: "2024-01-02", orders: 2, amount: 25, id: 3 },
    ]);
    expect((await project.build()).statuses).toEqual({});
  });

  it("are built again when a helper, a variable or the code changes what they say, and not for comments", async () => {
    const file = (comment: string) => `${head}import { least } from "../lib/least.ts";
export default model({ materialized: "table" }, ({ db, ref, vars }) => ${comment}
  db.selectFrom(ref("stg_orders")).selectAll().where("amount", ">=", least).where("id", "<=", Number(vars.most ?? 3)));\n`;
    const project = makeDiskProject({
      ...orders,
      "lib/least.ts": "export const least = 1;\n",
      "models/big.ts": file(""),
    });
    await project.build();
    project.write({
      "models/big.ts": file("// Only the big ones.\n\n"),
      "lib/least.ts": "// One.\nexport const least   = 1;\n",
    });
    expect((await project.build()).statuses).toEqual({});
    project.write({ "lib/least.ts": "export const least = 8;\n" });
    expect((await project.build()).reasons).toEqual({ big: ["statement"] });
    expect(await project.rows("select count(*) as n from big")).toEqual([{ n: 2 }]);
    expect((await project.build({ vars: { most: 1 } })).reasons).toEqual({ big: ["vars"] });
    expect(await project.rows("select count(*) as n from big")).toEqual([{ n: 1 }]);
  });

  it("may be incremental, and read themselves", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/kept.ts": `${head}export default model({ materialized: "incremental", strategy: "append" }, ({ db, ref, incremental, self }) => {
  const all = db.selectFrom(ref("stg_orders")).select(["id", "amount"]);
  return incremental ? all.where("id", ">", (e) => e.selectFrom(self).select((s) => s.fn.max("self.id").as("id"))) : all;
});\n`,
    });
    await project.build();
    project.write({ "data/orders.csv": "id,amount,status,day\n3,7,paid,2024-01-03\n4,8,paid,2024-01-03\n" });
    await project.build();
    expect(await project.rows("select id, amount from kept order by id")).toEqual([
      { id: 1, amount: 10.5 },
      { id: 2, amount: 20 },
      { id: 3, amount: 5 },
      { id: 4, amount: 8 },
    ]);
  });

  it("are unit tested as others are, with other variables", async () => {
    const project = makeDiskProject({
      ...orders,
      "project.yml":
        "name: small\nvars: {least: 15}\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/small.duckdb}\n",
      "models/big.ts": `${head}export default model({ materialized: "table" }, ({ db, ref, vars }) =>
  db.selectFrom(ref("stg_orders")).select("id").where("amount", ">=", Number(vars.least)));\n`,
      "tests/big.yml": `unit_tests:
  - name: keeps_the_big_ones
    model: big
    given: [{input: ref "stg_orders", rows: [{id: 1, amount: 10}, {id: 2, amount: 20}]}]
    expect: [{id: 2}]
  - name: hears_variables
    model: big
    overrides: {vars: {least: 5}}
    given: [{input: ref "stg_orders", rows: [{id: 1, amount: 10}, {id: 2, amount: 20}]}]
    expect: [{id: 1}, {id: 2}]
`,
    });
    const { diagnostics, statuses } = await project.build();
    expect(diagnostics).toEqual([]);
    expect(statuses).toMatchObject({ big: "success" });
  });

  it("show a column that is not there where it is named", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/wrong.ts": `${head}export default model({ materialized: "table" }, ({ db, ref }) =>
  db
    .selectFrom(ref("stg_orders"))
    .select(["id", "stg_orders.amout"]),
);\n`,
    });
    const { diagnostics } = await project.build();
    expect(diagnostics.map((problem) => renderProblem(problem))).toEqual([
      'models/wrong.ts:5:32 Q0107 unknown column "amout" of "stg_orders" — did you mean "amount"?',
    ]);
  });

  it("tell a ref to nothing where it is made", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/wrong.ts": `${head}export default model({}, ({ db, ref }) =>\n  db.selectFrom(ref("stg_order")).selectAll());\n`,
    });
    const { diagnostics } = await project.build();
    expect(diagnostics.map((problem) => renderProblem(problem))).toEqual([
      'models/wrong.ts:3:17 Q0101 unknown model "stg_order" — did you mean "stg_orders"?',
    ]);
  });
});

const scores = (body: string, config = "") =>
  `${head}export default model.rows({ columns: { id: "BIGINT", score: "DOUBLE" }${config} }, ${body});\n`;

describe("rows models in TypeScript", () => {
  it("give an Arquero table, objects, or one after another; filters, orders and column order hold", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/many.ts": `${head}import { desc } from "arquero";
const columns = { id: "BIGINT", score: "DOUBLE" };
export const whole = model.rows({ columns }, async ({ ref }) =>
  (await ref("stg_orders").table()).filter((row) => row.id > 1).orderby(desc("id")).derive({ score: (row) => row.amount * 2 }).select("score", "id"));
export const objects = model.rows({ columns }, () => [{ id: 1, score: null }, { score: 2, id: 2n }]);
export const streamed = model.rows({ columns }, async function* ({ source }) {
  for await (const batch of source("raw", "orders").batches({ size: 2 })) yield batch.objects().map(({ id }) => ({ id, score: 0.5 }));
  yield [];
  yield [{ id: 9, score: undefined }];
});
export const nothing = model.rows({ columns }, () => []);
export const list = model.rows({ columns }, async () => [[{ id: 1, score: 1 }], [{ id: 2, score: 2 }]]);\n`,
    });
    expect((await project.build()).diagnostics).toEqual([]);
    const rows = (name: string) => project.rows(`select * from ${name}`);
    expect(await rows("whole")).toEqual([
      { id: 3, score: 10 },
      { id: 2, score: 40 },
    ]);
    expect(await rows("objects")).toEqual([
      { id: 1, score: null },
      { id: 2, score: 2 },
    ]);
    expect(await rows("streamed")).toEqual([
      ...[1, 2, 3].map((id) => ({ id, score: 0.5 })),
      { id: 9, score: null },
    ]);
    expect(await rows("nothing")).toEqual([]);
    expect(await rows("list")).toEqual([
      { id: 1, score: 1 },
      { id: 2, score: 2 },
    ]);
    expect((await project.build()).statuses).toEqual({});
  });

  it("read ephemeral models, versions and seeds", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/countries.csv": "code\nde\n",
      "models/dim_v1.sql": "select 1 as n",
      "models/dim_v2.sql": "select 2 as n",
      "models/m.yml": "models:\n  - name: dim\n    versions: [{v: 1}, {v: 2}]\n",
      "models/paid.ts": `${head}export default model({ materialized: "ephemeral" }, ({ db, ref }) => db.selectFrom(ref("stg_orders")).select("id").where("status", "=", "paid"));\n`,
      "models/all.ts":
        `${head}export default model.rows({ columns: { what: "VARCHAR" } }, async ({ ref }) => {
  const text = async (name: any) => ({ what: JSON.stringify((await ref(name).table()).objects()) });
  return Promise.all(["paid", "dim.v1", "dim", "countries"].map(text));
});\n`.replace("columns:", 'refs: ["paid", "dim.v1", "dim", "countries"], columns:'),
    });
    expect((await project.build()).diagnostics).toEqual([]);
    expect((await project.rows('from "all"')).map(({ what }) => what)).toEqual([
      '[{"id":1},{"id":2}]',
      '[{"n":1}]',
      '[{"n":2}]',
      '[{"code":"de"}]',
    ]);
  });

  it("are rolled back by a failing test, and what was published stays", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/m.yml": "models:\n  - name: scores\n    columns: [{name: id, tests: [unique]}]\n",
      "models/scores.ts": scores("() => [{ id: 1, score: 1 }]"),
      "models/after.sql": '{{config materialized="table"}} select * from {{ref "scores"}}',
    });
    await project.build();
    project.write({ "models/scores.ts": scores("() => [{ id: 2, score: 2 }, { id: 2, score: 3 }]") });
    expect((await project.build()).statuses).toEqual({ scores: "fail", after: "skipped" });
    expect(await project.rows("select * from scores")).toEqual([{ id: 1, score: 1 }]);
    expect(await project.rows("select count(*) as n from _quern.failures_unique_scores_id")).toEqual([
      { n: 1 },
    ]);
  });

  it("are built again for other code, helpers, variables, columns and data, and for nothing else", async () => {
    const body =
      "async ({ ref, vars }) => (await ref('stg_orders').table()).derive({ score: (r) => r.amount }).select('id', 'score')";
    const project = makeDiskProject({
      ...orders,
      "models/scores.ts": scores(body.replace("=>", "=> vars.x ? [] :")),
    });
    await project.build();
    project.write({
      "models/scores.ts": `// Scores.\n${scores(body.replace("=>", "=>\n vars.x /* never */ ? [] :"))}`,
    });
    expect((await project.build()).statuses).toEqual({});
    expect((await project.build({ vars: { y: 1 } })).statuses).toEqual({});
    expect((await project.build({ vars: { x: 1 } })).reasons).toEqual({ scores: ["vars"] });
    project.write({ "models/scores.ts": scores(body) });
    expect((await project.build()).reasons).toEqual({ scores: ["statement"] });
    project.write({ "models/scores.ts": scores(body).replace("DOUBLE", "FLOAT") });
    expect((await project.build()).reasons).toEqual({ scores: ["statement"] });
    project.write({ "data/orders.csv": "id,amount,status,day\n7,1,paid,2024-01-01\n" });
    expect((await project.build()).reasons).toMatchObject({ scores: ["parent"] });
    expect(await project.rows("select * from scores")).toEqual([{ id: 7, score: 1 }]);
  });

  for (const [strategy, expected] of [
    [
      "append",
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [3, 2],
      ],
    ],
    [
      "delete+insert",
      [
        [1, 1],
        [2, 2],
        [3, 2],
      ],
    ],
    [
      "merge",
      [
        [1, 1],
        [2, 2],
        [3, 2],
      ],
    ],
  ] as const)
    it(`may be incremental by ${strategy}, and read what is there`, async () => {
      const key = strategy === "append" ? "" : ', unique_key: "id"';
      const project = makeDiskProject({
        ...orders,
        "models/scores.ts": scores(
          `async ({ incremental, self, vars }) => {
  const most = incremental ? Math.max(...(await self.table()).array("id")) : 0;
  return incremental ? [{ id: most, score: vars.n }, { id: most + 1, score: vars.n }] : [{ id: 1, score: vars.n }, { id: 2, score: vars.n }];
}`,
          `, materialized: "incremental", strategy: "${strategy}"${key}`,
        ),
      });
      await project.build({ vars: { n: 1 } });
      expect((await project.build({ vars: { n: 2 } })).diagnostics).toEqual([]);
      expect(
        (await project.rows("select * from scores order by all")).map(({ id, score }) => [id, score]),
      ).toEqual(expected);
      await project.build({ vars: { n: 3 }, fullRefresh: true });
      expect(await project.rows("select count(*) as n from scores")).toEqual([{ n: 2 }]);
    });

  it("follow on_schema_change, and may be snapshots and files", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/many.ts": `${head}
export const grown = model.rows({ columns: { id: "BIGINT" }, materialized: "incremental", strategy: "append", on_schema_change: "append" }, () => [{ id: 1 }]);
export const history = model.rows({ columns: { id: "BIGINT", x: "VARCHAR" }, materialized: "snapshot", unique_key: "id", snapshot_strategy: "check", check_cols: ["x"] }, ({ vars }) => [{ id: 1, x: \`\${vars.n}\` }]);
export const file = model.rows({ columns: { id: "BIGINT" }, materialized: "external", location: "exports/x.csv" }, () => [{ id: 5 }]);\n`,
    });
    expect((await project.build({ vars: { n: 1 } })).diagnostics).toEqual([]);
    await project.build({ vars: { n: 2 } });
    expect(await project.rows("select x from history order by x")).toEqual([{ x: "1" }, { x: "2" }]);
    expect(await project.rows("select * from file")).toEqual([{ id: 5 }]);
  });

  it("read the rows of a sample, and none where only shapes are built", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/scores.ts": scores(
        "async ({ ref }) => (await ref('stg_orders').table()).objects().map(({ id }) => ({ id, score: 1 }))",
      ),
    });
    await project.build({ empty: true });
    expect(await project.rows("select count(*) as n from scores")).toEqual([{ n: 0 }]);
  });

  const mistakes: Readonly<Record<string, readonly [string, string, string?]>> = {
    "a function that throws": [
      "async ({ ref }) => {\n  const rows = await ref('stg_orders').table();\n  return rows.nothing.here;\n}",
      `models/scores.ts:4:23 Q1007 the function of the model "scores" throws: Cannot read properties of undefined (reading 'here')`,
    ],
    "a generator that throws on its way": [
      "async function* () {\n  yield [{ id: 1, score: 1 }];\n  throw new Error('no luck');\n}",
      'models/scores.ts:4:9 Q1007 the function of the model "scores" throws: no luck',
    ],
    "a ref that was not known": [
      "async ({ ref }) => {\n  const name = ['stg', 'order'].join('_');\n  return ref(name).table();\n}",
      'models/scores.ts:4:10 Q1011 the model "scores" asks for ref "stg_order", which was not known before it ran — did you mean "stg_orders"?',
      ', refs: ["stg_orders"]',
    ],
    "a ref that is no name": [
      "async ({ ref }) => ref(3).table()",
      "models/scores.ts:2:94 Q1010 ref() has no name in 3",
    ],
    "a column too few": [
      "() => [{ id: 1 }]",
      'models/scores.ts:2:22 Q1013 the rows of the model "scores" lack a column "score"',
    ],
    "columns too many": [
      "() => [{ id: 1, score: 1, a: 1, b: 2 }]",
      'models/scores.ts:2:22 Q1014 the rows of the model "scores" have columns "a", "b", which are not declared',
    ],
    "a value that does not fit": [
      "() => [{ id: 1, score: 1 }, { id: 1.5, score: 1 }]",
      'models/scores.ts:2:22 Q1015 the model "scores" gives 1.5 for the column "id" in row 2, which is no BIGINT: it is no whole number',
    ],
    "something that is no rows": [
      "() => 3",
      'models/scores.ts:2:22 Q1016 the function of the model "scores" gives a number, not rows',
    ],
    "rows that are no objects": [
      "() => [1]",
      'models/scores.ts:2:22 Q1016 the function of the model "scores" gives a number, not rows',
    ],
    "a view": [
      "() => []",
      'models/scores.ts:2:22 Q1012 the rows of the model "scores" cannot be view',
      ', materialized: "view"',
    ],
    "a model in batches of time": [
      "() => []",
      'models/scores.ts:2:22 Q1012 the rows of the model "scores" cannot be incremental by microbatch',
      ', materialized: "incremental", strategy: "microbatch", event_time: "id", begin: "2024-01-01"',
    ],
  };
  for (const [what, [body, problem, config]] of Object.entries(mistakes))
    it(`tell ${what}, at its place`, async () => {
      const project = makeDiskProject({ ...orders, "models/scores.ts": scores(body, config) });
      const { diagnostics } = await project.build();
      expect(diagnostics.map((each) => renderProblem(each))).toEqual([problem]);
    });

  it("tell a type that the engine does not know, before anything runs", async () => {
    const project = makeDiskProject({
      ...orders,
      "models/scores.ts": scores("() => []").replace("DOUBLE", "DUOBLE"),
    });
    const { diagnostics, results } = await project.build();
    expect(diagnostics.map((each) => renderProblem(each))).toEqual([
      'models/scores.ts:2:22 Q0801 "scores" is wrong: Type with name DUOBLE does not exist!',
    ]);
    expect(results).toBeUndefined();
  });
});
