import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Expression } from "../../../src/sql/plan/expressions.ts";
import type { Operator, Plan } from "../../../src/sql/plan/operators.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { eachOperator, expressionsOf } from "../../../src/sql/plan/walk.ts";
import { openPlanner, type Planner } from "./planner.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(`
    create table orders (id integer, customer_id integer, ordered_at timestamp, amount decimal(10, 2), qty integer, status varchar);
    create table customers (id integer, name varchar);
  `);
});
afterAll(() => planner.close());

async function planOf(sql: string): Promise<Plan> {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(`${JSON.stringify(read)} of ${sql}`);
  return read.plan;
}

/** The first operator of a kind, from the root down. */
async function operatorOf<Kind extends Operator["kind"]>(kind: Kind, sql: string) {
  const found: Operator[] = [];
  eachOperator((await planOf(sql)).root, (operator) => {
    if (operator.kind === kind) found.push(operator);
  });
  const [first] = found;
  if (first === undefined) throw new Error(`no ${kind} in ${sql}`);
  return first as Extract<Operator, { readonly kind: Kind }>;
}

async function expressionOf(sql: string): Promise<Expression> {
  const [expression] = expressionsOf((await planOf(sql)).root);
  if (expression === undefined) throw new Error(`no expression in ${sql}`);
  return expression;
}

describe("readPlan(text)", () => {
  it("reads a statement as projections over filters over scans", async () => {
    expect((await planOf("select id + 1 as more from orders where qty > 2")).root).toEqual({
      kind: "projection",
      index: 1,
      expressions: [
        {
          kind: "call",
          name: "+",
          isOperator: true,
          arguments: [
            { kind: "column", index: 1, type: { name: "INTEGER" }, alias: "id" },
            { kind: "constant", value: { type: { name: "INTEGER" }, value: "1" }, position: 12 },
          ],
          argumentTypes: [{ name: "INTEGER" }, { name: "INTEGER" }],
          type: { name: "INTEGER" },
          position: 10,
          alias: "more",
        },
      ],
      input: {
        kind: "filter",
        conditions: [
          {
            kind: "comparison",
            operator: ">",
            left: { kind: "column", index: 0, type: { name: "INTEGER" }, alias: "qty" },
            right: {
              kind: "cast",
              argument: { kind: "constant", value: { type: { name: "INTEGER" }, value: "2" }, position: 46 },
              type: { name: "INTEGER" },
              try: false,
              position: 46,
            },
            position: 44,
          },
        ],
        input: {
          kind: "table",
          index: 0,
          table: { schema: "main", table: "orders" },
          columns: [
            { name: "qty", type: { name: "INTEGER" } },
            { name: "id", type: { name: "INTEGER" } },
          ],
        },
      },
    });
  });

  it("gives plain data, which JSON can hold", async () => {
    const plan = await planOf(
      "select status, sum(amount) over (order by id) from orders o join customers c using (id) where qty in (1, 2)",
    );
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it("names a database only where it is not the given one", async () => {
    const text = await planner.planText("select id from orders");
    const tableIn = (database: string) => {
      const read = readPlan(text, { database });
      return read.kind === "plan" && read.plan.root.kind === "projection" && read.plan.root.input;
    };
    expect(tableIn("memory")).toMatchObject({ table: { schema: "main", table: "orders" } });
    expect(tableIn("shop")).toMatchObject({ table: { database: "memory", schema: "main", table: "orders" } });
  });

  it("reads grouping sets, the empty one too, and GROUPING", async () => {
    const sql = "select status, qty, grouping(qty) from orders group by rollup (status, qty)";
    expect(await operatorOf("aggregation", sql)).toMatchObject({
      groupingSets: expect.arrayContaining([[], [0], [0, 1]]),
      groupings: [[1]],
    });
  });

  it("reads an aggregate with its DISTINCT, FILTER and ORDER BY", async () => {
    const sql =
      "select string_agg(distinct status, '|' order by status desc nulls first) filter (where qty > 1) from orders";
    expect((await operatorOf("aggregation", sql)).aggregates[0]).toMatchObject({
      kind: "aggregate",
      name: "string_agg",
      distinct: true,
      data: { separator: "|" },
      filter: { kind: "comparison", operator: ">" },
      orderBy: [{ direction: "descending", nulls: "first", expression: { kind: "column" } }],
    });
  });

  it("reads a window with its frame", async () => {
    const sql = `select sum(qty) filter (where id > 1) over (partition by status order by id
      rows between 2 preceding and 1 following exclude ties), lag(qty, 2, 0 ignore nulls) over (order by id) from orders`;
    const [sum, lag] = (await operatorOf("windowing", sql)).windows;
    expect(sum).toMatchObject({
      kind: "window",
      function: "WINDOW_AGGREGATE",
      name: "sum",
      filter: { kind: "comparison" },
      partitionBy: [{ kind: "column" }],
      orderBy: [{ direction: "ascending", nulls: "last" }],
      frame: { start: "EXPR_PRECEDING_ROWS", end: "EXPR_FOLLOWING_ROWS", exclude: "TIES" },
    });
    expect(lag).toMatchObject({ function: "WINDOW_LAG", ignoreNulls: true, offset: {}, default: {} });
  });

  it("reads joins with their types and conditions", async () => {
    const on = "orders o left join customers c on c.id = o.customer_id";
    expect(await operatorOf("join", `select o.id from ${on}`)).toMatchObject({
      type: "left",
      asof: false,
      conditions: [{ comparison: "=", left: { kind: "column" }, right: { kind: "column" } }],
    });
    expect(
      await operatorOf("conditionJoin", `select o.id from ${on} and (o.qty > 1 or c.id > 2)`),
    ).toMatchObject({
      type: "left",
      condition: { kind: "conjunction", operator: "and" },
    });
    const correlated =
      "select (select max(c.name) from customers c where c.id = o.customer_id) from orders o";
    expect(await operatorOf("join", correlated)).toMatchObject({
      type: "single",
      outer: [{ kind: "column" }],
    });
  });

  it("reads CTEs with their names, recursive ones with their references", async () => {
    const sql = "with recursive r as (select 1 as n union select n + 1 from r where n < 3) select n from r";
    expect(await operatorOf("cte", sql)).toMatchObject({ name: "r", materialize: "CTE_MATERIALIZE_DEFAULT" });
    const { index, unionAll } = await operatorOf("recursiveCte", sql);
    expect(unionAll).toBe(false);
    expect(await operatorOf("cteScan", sql)).toMatchObject({ cte: index, recurring: false });
  });

  it("reads limits, DISTINCT ON and samples", async () => {
    expect(await operatorOf("limit", "select id from orders limit 10% offset 2")).toMatchObject({
      limit: { kind: "percent", percent: 10 },
      offset: { kind: "rows", rows: "2" },
    });
    const distinct = "select distinct on (status) id from orders order by status, qty desc";
    expect(await operatorOf("distinct", distinct)).toMatchObject({ on: true, keys: [{}], orderBy: [{}, {}] });
    const sample = await operatorOf(
      "sample",
      "select id from orders tablesample reservoir(3 rows) repeatable (42)",
    );
    expect(sample).toMatchObject({ percent: false, method: "Reservoir", seed: "42", size: { value: "3" } });
    expect(await operatorOf("sample", "select id from orders using sample 10%")).not.toHaveProperty("seed");
  });

  it("reads lambdas: parameters first, then what they capture", async () => {
    expect(await expressionOf("select list_transform([1], lambda x: x + qty) from orders")).toMatchObject({
      kind: "call",
      arguments: [{ kind: "call", name: "list_value" }, { kind: "column" }],
      lambda: {
        kind: "call",
        arguments: [
          { kind: "parameter", index: 0 },
          { kind: "parameter", index: 1 },
        ],
      },
    });
  });

  it("reads types with all that belongs to them", async () => {
    const typeOf = async (type: string) => {
      const expression = await expressionOf(`select null::${type}`);
      return expression.kind === "cast" ? expression.type : undefined;
    };
    expect(await typeOf("decimal(12, 3)")).toEqual({ name: "DECIMAL", width: 12, scale: 3 });
    expect(await typeOf("json")).toEqual({ name: "VARCHAR", alias: "JSON" });
    expect(await typeOf("enum ('x', 'y')")).toEqual({ name: "ENUM", values: ["x", "y"] });
    expect(await typeOf("integer[3]")).toEqual({ name: "ARRAY", child: { name: "INTEGER" }, size: 3 });
    expect(await typeOf("struct(a date, b varchar[])")).toEqual({
      name: "STRUCT",
      fields: [
        { name: "a", type: { name: "DATE" } },
        { name: "b", type: { name: "LIST", child: { name: "VARCHAR" } } },
      ],
    });
  });

  it.each([
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["170141183460469231731687303715884105727", "170141183460469231731687303715884105727"],
    ["123456789012345678.91", "12345678901234567891"],
    ["1e400::double", "Infinity"],
    ["'a:9007199254740993,\"k\":9007199254740993}'", 'a:9007199254740993,"k":9007199254740993}'],
    ["''", ""],
  ])("keeps every digit and letter of %s", async (sql, value) => {
    const constants: unknown[] = [];
    const collect = (expression: Expression): void => {
      if (expression.kind === "constant") constants.push(expression.value.value);
      if (expression.kind === "call") expression.arguments.forEach(collect);
      if (expression.kind === "cast") collect(expression.argument);
    };
    collect(await expressionOf(`select ${sql}`));
    expect(constants).toEqual([value]);
  });

  it("reads the files of a table function", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quern-plan-"));
    try {
      const [parquet, csv] = [join(folder, "a.parquet"), join(folder, "a.csv")];
      await planner.run(`copy (select 1 as a) to '${parquet}'`);
      writeFileSync(csv, "a\n1\n");
      expect(await operatorOf("function", `select a from read_parquet('${folder}/*.parquet')`)).toMatchObject(
        {
          name: "read_parquet",
          files: [parquet],
          columns: [{ name: "a" }],
        },
      );
      // The engine binds these, but cannot write them down.
      const read = readPlan(await planner.planText(`select a from read_csv('${csv}')`));
      expect(read).toEqual({ kind: "untraceable", what: "read_csv" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("readPlan(text) of what the engine refuses", () => {
  it.each([
    [
      "select 'é', stats from orders",
      {
        category: "binder",
        subtype: "COLUMN_NOT_FOUND",
        name: "stats",
        position: 13,
        candidates: ["status", "amount", "customer_id", "qty"],
      },
    ],
    [
      "select * from ordres",
      {
        category: "catalog",
        subtype: "MISSING_ENTRY",
        name: "ordres",
        sort: "Table",
        candidates: ["orders"],
      },
    ],
    ["selec 1", { category: "parser", subtype: "SYNTAX_ERROR", position: 0, candidates: [] }],
    ["select id from orders group by status", { category: "binder", position: 7 }],
    [
      "pivot orders on status using sum(qty)",
      { category: "not implemented", message: "Cannot plan statement of type MULTI!" },
    ],
  ])("tells %s", async (sql, refusal) => {
    expect(readPlan(await planner.planText(sql))).toMatchObject({ kind: "refused", ...refusal });
  });
});

describe("readPlan(text) as a closed world", () => {
  const sql = "select max(qty) from orders where id > 1";
  const changed = async (from: string, to: string) => {
    const text = await planner.planText(sql);
    expect(text).toContain(from);
    return readPlan(text.replace(from, to));
  };

  it.each([
    ['"LOGICAL_FILTER"', '"LOGICAL_SIEVE"', "operator LOGICAL_SIEVE"],
    ['"expression_class":"BOUND_CAST"', '"expression_class":"BOUND_GUESS"', "expression BOUND_GUESS"],
    ['"try_cast":false', '"try_cast":false,"mode":"wild"', "mode of BOUND_CAST"],
    ['"projection_map":[]', '"projection_map":[],"limit":3', "limit of LOGICAL_FILTER"],
    ['"COMPARE_GREATERTHAN"', '"COMPARE_ALMOST"', "comparison COMPARE_ALMOST"],
    ['"filters":[]', '"filters":[1]', "filters of table_filters"],
    ['"projection_ids":[]', '"projection_ids":[0]', "projection_ids of LOGICAL_GET"],
    ['"is_index_scan":false', '"is_index_scan":true', "is_index_scan of seq_scan"],
    ['"aggregate_type":"NON_DISTINCT"', '"aggregate_type":"SOME"', "aggregate SOME"],
    [
      '"id":"DECIMAL","type_info":{"type":"DECIMAL_TYPE_INFO"',
      '"id":"DECIMAL","type_info":{"type":"NEW"',
      "type NEW",
    ],
  ])("does not trace a plan with %s changed to %s", async (from, to, what) => {
    const result = from.includes("DECIMAL")
      ? readPlan((await planner.planText("select amount from orders")).replaceAll(from, to))
      : await changed(from, to);
    expect(result).toMatchObject({ kind: "untraceable", what });
  });

  it("takes a new key that holds nothing for one that is not there", async () => {
    for (const nothing of ['""', "[]", "{}", "false", "null", "18446744073709551615"])
      expect(await changed('"try_cast":false', `"try_cast":false,"mode":${nothing}`)).toMatchObject({
        kind: "plan",
      });
  });

  it("tells the nearest place", async () => {
    expect(await changed('"try_cast":false', '"try_cast":false,"mode":1')).toMatchObject({
      position: sql.indexOf("1"),
    });
  });

  it.each([
    ["insert into customers values (1, 'a')", "operator LOGICAL_INSERT"],
    ["create table copied as select 1 as a", "operator LOGICAL_CREATE_TABLE"],
    ["select 1; select 2", "2 statements in one"],
    ["", "0 statements in one"],
  ])("does not trace %s", async (statement, what) => {
    expect(readPlan(await planner.planText(statement))).toMatchObject({ kind: "untraceable", what });
  });
});
