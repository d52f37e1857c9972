import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codesAndPlaces, runIn, runUnits, writeIn, writeProject } from "./run-units.ts";

const revenue = {
  "models/revenue.sql": 'select status, sum(amount) as revenue from {{ref "stg_orders"}} group by status\n',
};

const incremental = {
  "models/fct_orders.sql": `{{config materialized="incremental" unique_key="order_id"}}
select order_id, status, amount from {{ref "stg_orders"}}
{{#if incremental}} where order_id > (select max(order_id) - 2 from {{this}}) {{/if}}
`,
};

describe("runUnitTest(test, session, context)", () => {
  it("passes where the rows are those expected, whatever their order, and opens no warehouse", async () => {
    const root = writeProject({
      files: revenue,
      tests: `  - name: sums
    model: revenue
    given:
      - input: ref "stg_orders"
        rows:
          - {status: paid, amount: 10}
          - {status: paid, amount: 2.5}
          - {status: null, amount: 1}
    expect:
      - {status: null, revenue: 1}
      - {revenue: 12.50, status: paid}
`,
    });
    const { tests } = await runIn(root, "test", ["test_type:unit"]);
    expect(tests.sums).toMatchObject({ status: "pass", failures: 0 });
    expect(existsSync(join(root, "target/tiny.duckdb"))).toBe(false);
  });

  it("shows what differs, alike rows together", async () => {
    const { tests } = await runUnits({
      files: revenue,
      tests: `  - name: sums
    model: revenue
    given:
      - {input: stg_orders, rows: [{status: paid, amount: 10}, {status: open, amount: 1}, {status: void, amount: 3}]}
    expect: [{status: paid, revenue: 10}, {status: open, revenue: 2}, {status: lost, revenue: 7}]
`,
    });
    const test = tests.sums;
    expect(test).toMatchObject({ status: "fail", failures: 4 });
    expect(test?.difference).toMatchObject({ missing: 2, unexpected: 2, agreeing: 1 });
    expect(test?.diagnostics[0]?.details).toBe(
      [
        "   status   revenue",
        "-  open       «2.00»",
        "+  open       «1.00»",
        "-  lost        7.00",
        "+  void        3.00",
        "  1 row agrees",
      ].join("\n"),
    );
    expect(codesAndPlaces(test?.diagnostics ?? [])).toEqual(["Q0900 tests/unit.yml:6:5"]);
  });

  it("counts duplicates, and shows at most twenty rows", async () => {
    const { tests } = await runUnits({
      tests: `  - name: twice
    model: stg_orders
    given: [{input: source "raw" "orders", rows: [{order_id: 1}]}]
    expect: [{order_id: 1}, {order_id: 1}]
  - name: many
    model: stg_orders
    given: [{input: raw.orders, sql: select range::integer as order_id from range(25)}]
    expect: []
`,
    });
    expect(tests.twice).toMatchObject({
      status: "fail",
      failures: 1,
      difference: { missing: 1, agreeing: 1 },
    });
    expect(tests.many?.failures).toBe(25);
    const lines = tests.many?.diagnostics[0]?.details?.split("\n") ?? [];
    expect(lines.filter((line) => line.startsWith("+"))).toHaveLength(20);
    expect(lines).toContain("  5 more rows differ");
  });

  it("takes floating point numbers within a billionth for equal, and no others", async () => {
    const { tests } = await runUnits({
      files: { "models/ratio.sql": 'select order_id, order_id / 3 as third from {{ref "stg_orders"}}\n' },
      tests: `  - name: near
    model: ratio
    given: [{input: ref "stg_orders", rows: [{order_id: 1}, {order_id: 2}]}]
    expect: [{third: 0.33333333333}, {third: 0.66666666667}]
  - name: far
    model: ratio
    given: [{input: ref "stg_orders", rows: [{order_id: 1}]}]
    expect: [{third: 0.3333333}]
`,
    });
    expect(tests.near?.status).toBe("pass");
    expect(tests.far?.status).toBe("fail");
  });

  it("compares only named columns by default, and says which others there are where all have to be named", async () => {
    const { tests } = await runUnits({
      files: revenue,
      tests: `  - name: partly
    model: revenue
    given: [{input: ref "stg_orders", rows: [{status: paid, amount: 1}]}]
    expect: {rows: [{status: paid}], columns: partial}
  - name: exactly
    model: revenue
    given: [{input: ref "stg_orders", rows: [{status: paid, amount: 1}]}]
    expect: {rows: [{status: paid}], columns: exact}
`,
    });
    expect(tests.partly?.status).toBe("pass");
    expect(tests.exactly?.status).toBe("fail");
    expect(tests.exactly?.diagnostics[0]?.message).toBe(
      'model "revenue" gives a column that the test does not expect: revenue',
    );
  });

  it("compares in order where that is asked for", async () => {
    const files = {
      "models/sorted.sql": 'select order_id from {{ref "stg_orders"}} order by order_id desc\n',
    };
    const one = (name: string, rows: string) => `  - name: ${name}
    model: sorted
    given: [{input: ref "stg_orders", rows: [{order_id: 1}, {order_id: 2}]}]
    expect: {rows: ${rows}, order: true}
`;
    const { tests } = await runUnits({
      files,
      tests: one("right", "[{order_id: 2}, {order_id: 1}]") + one("wrong", "[{order_id: 1}, {order_id: 2}]"),
    });
    expect(tests.right?.status).toBe("pass");
    expect(tests.wrong).toMatchObject({ status: "fail", failures: 4 });
  });

  it("leaves inputs that are not given empty, and inlines ephemeral ones unless they are given", async () => {
    const files = {
      "models/eph.sql":
        '{{config materialized="ephemeral"}}\nselect order_id, amount * 2 as twice from {{ref "stg_orders"}}\n',
      "models/joined.sql":
        'select e.order_id, e.twice, o.status from {{ref "eph"}} as e left join {{source "raw" "orders"}} as o using (order_id)\n',
    };
    const { tests } = await runUnits({
      files,
      tests: `  - name: inlined
    model: joined
    given: [{input: ref "stg_orders", rows: [{order_id: 1, amount: 4}]}]
    expect: [{order_id: 1, twice: 8, status: null}]
  - name: in_its_place
    model: joined
    given: [{input: ref "eph", rows: [{order_id: 1, twice: 5}]}, {input: raw.orders, rows: [{order_id: 1, status: paid}]}]
    expect: [{order_id: 1, twice: 5, status: paid}]
  - name: itself
    model: eph
    given: [{input: ref "stg_orders", rows: [{order_id: 1, amount: 4}]}]
    expect: [{twice: 8}]
`,
    });
    expect(Object.values(tests).map(({ status }) => status)).toEqual(["pass", "pass", "pass"]);
  });

  it("reads rows from CSV, in the file or in one of its own, and from SELECTs", async () => {
    const { tests, problems } = await runUnits({
      files: {
        ...revenue,
        "tests/fixtures/orders.csv": 'status,amount\n"paid",1\n"",2\n,3\n',
        "tests/fixtures/expected.sql":
          "select 'paid' as status, 1 as revenue union all select '', 2 union all select null, 3",
      },
      tests: `  - name: files
    model: revenue
    given: [{input: ref "stg_orders", csv: fixtures/orders.csv}]
    expect: {format: sql, fixture: expected}
  - name: inline
    model: revenue
    given:
      - input: ref "stg_orders"
        format: csv
        rows: |
          status,amount
          paid,1

          "a ""b"", c",2
    expect:
      format: csv
      rows: |
        status,revenue
        paid,1.00
        "a ""b"", c",2
`,
    });
    expect(problems).toEqual([]);
    expect(tests.files?.status).toBe("pass");
    expect(tests.inline?.status).toBe("pass");
  });

  it("overrides variables, the environment, partials and functions", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "macros/shift.ts": "export const shift = (column: string) => `${column} + 1`;\n",
        "macros/scale.hbs": '{{params column}}\n{{column}} * {{var "rate"}}',
        "models/m.sql":
          'select {{shift "order_id"}} as a, {{> scale column="order_id"}} as b, {{var "rate"}} as c, \'{{env "X" "none"}}\' as d from {{ref "stg_orders"}}\n',
      },
      tests: `  - name: as_is
    model: m
    given: [{input: ref "stg_orders", rows: [{order_id: 3}]}]
    expect: [{a: 4, b: 6, c: 2, d: none}]
  - name: otherwise
    model: m
    overrides: {vars: {rate: 5}, macros: {shift: "40", scale: "{{column}} * 100"}, env: {X: y}}
    given: [{input: ref "stg_orders", rows: [{order_id: 3}]}]
    expect: [{a: 40, b: 300, c: 5, d: y}]
`,
    });
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(Object.values(tests).map(({ status }) => status)).toEqual(["pass", "pass"]);
  });

  it("tests an incremental model whole, as the table after the merge, and as the new rows", async () => {
    const { tests, problems } = await runUnits({
      files: incremental,
      tests: `  - name: first
    model: fct_orders
    given: [{input: ref "stg_orders", rows: [{order_id: 1}, {order_id: 9}]}]
    expect: [{order_id: 1}, {order_id: 9}]
  - name: merged
    model: fct_orders
    given:
      - {input: this, rows: [{order_id: 1, status: old}, {order_id: 9, status: old}]}
      - {input: ref "stg_orders", rows: [{order_id: 1, status: new}, {order_id: 9, status: new}, {order_id: 10}]}
    expect: [{order_id: 1, status: old}, {order_id: 9, status: new}, {order_id: 10, status: null}]
  - name: chosen
    model: fct_orders
    given:
      - {input: this, rows: [{order_id: 1, status: old}, {order_id: 9, status: old}]}
      - {input: ref "stg_orders", rows: [{order_id: 1, status: new}, {order_id: 9, status: new}]}
    expect: {of: select, rows: [{order_id: 9, status: new}]}
  - name: as_dbt_says
    model: fct_orders
    overrides: {macros: {is_incremental: true}}
    given: [{input: ref "stg_orders", rows: [{order_id: 1}]}]
    expect: []
`,
    });
    expect(problems).toEqual([]);
    expect(Object.values(tests).map(({ status }) => status)).toEqual(["pass", "pass", "pass", "pass"]);
  });

  it("tests microbatch models: the batches that a build at that moment fills", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "models/stg_orders.sql":
          '{{config event_time="ordered_at"}}\nselect * from {{source "raw" "orders"}}\n',
        "models/daily.sql": `{{config materialized="incremental" strategy="microbatch" event_time="ordered_at" batch_size="day" begin="2024-01-01" lookback=1}}
select order_id, ordered_at from {{ref "stg_orders"}}
`,
      },
      tests: `  - name: two_days
    model: daily
    now: 2024-06-02T12:00:00Z
    given:
      - {input: this, rows: [{order_id: 1, ordered_at: 2024-05-30}, {order_id: 2, ordered_at: 2024-06-01}]}
      - {input: ref "stg_orders", rows: [{order_id: 3, ordered_at: 2024-05-30}, {order_id: 4, ordered_at: 2024-06-02}]}
    expect: [{order_id: 1}, {order_id: 4}]
`,
    });
    expect(problems).toEqual([]);
    expect(tests.two_days?.status).toBe("pass");
  });

  it("tests snapshots: the history after a build", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "models/snap.sql": `{{config materialized="snapshot" strategy="check" unique_key="order_id" check_cols="all" hard_deletes="invalidate"}}
select order_id, status from {{ref "stg_orders"}}
`,
      },
      tests: `  - name: first
    model: snap
    now: 2024-06-01
    given: [{input: ref "stg_orders", rows: [{order_id: 1, status: paid}]}]
    expect: [{order_id: 1, status: paid, valid_from: 2024-06-01, valid_to: null}]
  - name: later
    model: snap
    now: 2024-06-01
    given:
      - {input: this, rows: [{order_id: 1, status: paid, valid_from: 2024-01-01}, {order_id: 2, status: paid, valid_from: 2024-02-01}]}
      - {input: ref "stg_orders", rows: [{order_id: 1, status: void}]}
    expect:
      - {order_id: 1, status: paid, valid_from: 2024-01-01, valid_to: 2024-06-01}
      - {order_id: 1, status: void, valid_from: 2024-06-01, valid_to: null}
      - {order_id: 2, status: paid, valid_from: 2024-02-01, valid_to: 2024-06-01}
`,
    });
    expect(problems).toEqual([]);
    expect(Object.values(tests).map(({ status }) => status)).toEqual(["pass", "pass"]);
  });

  it("tests macros: an expression over rows, a SELECT over a table, and what they ref", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "macros/dollars.ts": "export const dollars = (column: string) => `${column} / 100`;\n",
        "macros/doubled.hbs": "{{params rows column}}\nselect *, {{column}} * 2 as doubled from {{rows}}",
        "macros/order_count.hbs": '(select count(*) from {{ref "stg_orders"}})',
        "macros/one.hbs": "1 + 1",
      },
      tests: `  - name: expression
    macro: dollars
    arguments: [amount]
    given: [{input: rows, rows: [{amount: 250}, {amount: null}]}]
    expect: [{result: 2.5}, {result: null}]
  - name: select
    macro: doubled
    arguments: {rows: numbers, column: n}
    given: [{input: numbers, types: {n: BIGINT}, rows: [{n: 2}]}]
    expect: {rows: [{n: 2, doubled: 4}], columns: exact}
  - name: refs
    macro: order_count
    given: [{input: ref "stg_orders", rows: [{order_id: 1}, {order_id: 2}]}]
    expect: [{result: 2}]
  - name: without_rows
    macro: one
    expect: [{result: 2}]
`,
    });
    expect(problems.map(({ message }) => message)).toEqual([]);
    expect(Object.values(tests).map(({ status }) => status)).toEqual(["pass", "pass", "pass", "pass"]);
  });

  it("takes lists, structs, maps and JSON, and compares JSON by what it says", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "models/sources.yml": `sources:
  - name: raw
    schema: raw
    tables:
      - name: orders
        columns:
          - {name: l, type: "INTEGER[]"}
          - {name: s, type: "STRUCT(a INTEGER, b VARCHAR)"}
          - {name: m, type: "MAP(VARCHAR, INTEGER)"}
          - {name: j, type: JSON}
`,
      },
      tests: `  - name: nested
    model: stg_orders
    given:
      - input: raw.orders
        rows: [{l: [1, 2], s: {a: 1}, m: {x: 1}, j: {b: [1], a: 2}}, {l: null, j: '"text"'}]
    expect:
      - {l: [1, 2], s: {a: 1, b: null}, m: {x: 1}, j: '{"a": 2, "b": [1]}'}
      - {l: null, s: null, m: null, j: '"text"'}
`,
    });
    expect(problems.map(({ message, cause }) => [message, cause])).toEqual([]);
    expect(tests.nested?.status).toBe("pass");
  });

  it("has the functions that are made before the first node", async () => {
    const { tests, problems } = await runUnits({
      files: {
        "project.yml": `name: tiny
target: dev
targets:
  dev: {type: duckdb, path: target/tiny.duckdb}
on_run_start:
  - create or replace macro twice(x) as x * 2
  - create table never (a integer)
`,
        "models/doubled.sql": 'select twice(order_id) as a from {{ref "stg_orders"}}\n',
      },
      tests: `  - name: macro
    model: doubled
    given: [{input: ref "stg_orders", rows: [{order_id: 4}]}]
    expect: [{a: 8}]
`,
    });
    expect(problems).toEqual([]);
    expect(tests.macro?.status).toBe("pass");
  });

  it("runs before the model is built, and keeps it and what reads it from being built", async () => {
    const tests = (revenueOfPaid: number) => `  - name: sums
    model: revenue
    given: [{input: ref "stg_orders", rows: [{status: paid, amount: 1}]}]
    expect: [{revenue: ${revenueOfPaid}}]
`;
    const root = writeProject({
      files: {
        ...revenue,
        "models/sources.yml":
          "sources:\n  - name: raw\n    path: data/{table}.csv\n    tables: [{name: orders}]\n",
        "data/orders.csv": "order_id,status,amount\n1,paid,2\n",
        "models/total.sql": 'select sum(revenue) as total from {{ref "revenue"}}\n',
      },
      tests: tests(2),
    });
    const statuses = (run: Awaited<ReturnType<typeof runIn>>) =>
      Object.fromEntries(run.results?.nodes.map(({ id, status }) => [id, status]) ?? []);
    expect(statuses(await runIn(root, "build"))).toEqual({
      "model.stg_orders": "success",
      "model.revenue": "fail",
      "model.total": "skipped",
    });
    writeIn(root, "tests/unit.yml", `unit_tests:\n${tests(1)}`);
    const built = await runIn(root, "build");
    expect(built.tests.sums?.status).toBe("pass");
    expect(statuses(built)).toMatchObject({ "model.revenue": "success", "model.total": "success" });

    // Nothing changed: nothing runs. New data build the model again, but say nothing new about its statement.
    expect(statuses(await runIn(root, "build"))).toMatchObject({ "model.revenue": "reused" });
    writeIn(root, "data/orders.csv", "order_id,status,amount\n1,paid,2\n2,open,3\n");
    const again = await runIn(root, "build");
    expect(statuses(again)).toMatchObject({ "model.revenue": "success" });
    expect(again.tests).toEqual({});
    expect(statuses(await runIn(root, "build"))).toMatchObject({ "model.revenue": "reused" });

    // A changed test runs, and the model, whose statement is as it was, is not built for it.
    writeIn(
      root,
      "tests/unit.yml",
      `unit_tests:\n${tests(1)}    description: of one order\n${tests(1).replace("sums", "more")}`,
    );
    const more = await runIn(root, "build");
    expect(Object.keys(more.tests)).toEqual(["more"]);
    expect(more.results?.nodes.find(({ id }) => id === "model.revenue")?.reasons).toEqual([
      { kind: "tests" },
    ]);

    writeIn(root, "models/revenue.sql", `${revenue["models/revenue.sql"].trim()} having sum(amount) > 0\n`);
    expect(Object.keys((await runIn(root, "build")).tests)).toEqual(["sums", "more"]);
  });
});
