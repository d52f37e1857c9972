import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRowKeys } from "../../../src/sql/lineage/row-keys.ts";
import { traceRows } from "../../../src/sql/lineage/trace-rows.ts";
import { widthOf } from "../../../src/sql/lineage/width-of.ts";
import type { Plan } from "../../../src/sql/plan/operators.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { eachOperator } from "../../../src/sql/plan/walk.ts";
import { openPlanner, type Planner } from "../plan/planner.ts";
import { hardStatements } from "./statements.ts";
import { tables } from "./tables.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(tables);
});
afterAll(() => planner.close());

async function planOf(sql: string): Promise<Plan> {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(JSON.stringify(read));
  return read.plan;
}

/** Keys as `0,1`; tables as `orders(id>0)`; conditions behind `if`. */
async function keysOf(sql: string): Promise<readonly string[]> {
  const { root } = await planOf(sql);
  const { keys, tables } = openRowKeys(root)(root);
  const renderGiven = (given: (typeof keys)[number]["given"]) =>
    given.length === 0
      ? ""
      : ` if ${given.map(({ table: { table }, columns }) => `${table}(${columns.join()})`).join(" and ")}`;
  return [
    ...keys.map(({ columns, given }) => `[${columns.join()}]${renderGiven(given)}`),
    ...tables.map(
      ({ table: { table }, columns, given }) =>
        `${table}(${[...columns]
          .sort(([, a], [, b]) => a - b)
          .map((pair) => pair.join(">"))
          .join()})${renderGiven(given)}`,
    ),
  ];
}

describe("openRowKeys(root)", () => {
  it.each([
    ["select id, qty from orders", ["orders(id>0,qty>1)"]],
    ["select qty, id as key from orders where qty > 1 order by 1 limit 5", ["orders(qty>0,id>1)"]],
    ["select qty + 1 as qty, id from orders", ["orders(id>1)"]],
    [
      "select id::smallint as id, try_cast(qty as smallint) as qty, customer_id::varchar as c from orders",
      ["orders(id>0)"],
    ],
    ["select distinct customer_id from orders", ["[0]", "orders(customer_id>0)"]],
    ["select customer_id, sum(qty) from orders group by 1", ["[0]", "orders(customer_id>0)"]],
    ["select sum(qty) from orders", ["[]", "orders()"]],
    ["select customer_id, sum(qty) from orders group by rollup (customer_id)", []],
    [
      "select id from orders qualify row_number() over (partition by customer_id order by id) = 1",
      ["orders(id>0)"],
    ],
    [
      "select id, customer_id from orders qualify row_number() over (partition by customer_id order by id) = 1",
      ["[1]", "orders(id>0,customer_id>1)"],
    ],
    [
      "select id, customer_id from orders qualify row_number() over (partition by customer_id order by id) = 2",
      ["orders(id>0,customer_id>1)"],
    ],
    [
      "select id, customer_id from orders qualify rank() over (partition by customer_id order by id) = 1",
      ["orders(id>0,customer_id>1)"],
    ],
    ["select id from orders where customer_id in (select id from customers)", ["orders(id>0)"]],
    [
      "select o.id from orders o left join customers c on c.id = o.customer_id",
      ["orders(id>0) if customers(id)"],
    ],
    [
      "select o.id, c.name from orders o join customers c on c.id = o.customer_id",
      ["orders(id>0) if customers(id)", "customers(name>1) if orders(customer_id)"],
    ],
    ["select o.id from orders o full join customers c on c.id = o.customer_id", []],
    ["select o.id from orders o cross join customers c", []],
    ["select o.id from orders o cross join (select max(id) as m from customers)", ["orders(id>0)"]],
    ["select id from orders union all select id from customers", []],
    ["select id, unnest([1, 2]) from orders", []],
    [
      "with c as (select customer_id, count(*) as n from orders group by 1) select o.id, c.n from orders o left join c using (customer_id)",
      ["orders(id>0)"],
    ],
    [
      "select a.id, b.id from orders a asof join orders b on a.customer_id = b.customer_id and a.id >= b.id",
      ["orders(id>0)"],
    ],
  ])("%s", async (sql, keys) => {
    expect(await keysOf(sql)).toEqual(keys);
  });
});

describe("openRowKeys(root), of columns that are made of others", () => {
  it.each([
    ["select md5(id || qty) as key, id, qty from orders", "0 of 1,2"],
    ["select md5(id || qty) as key, id from orders", ""],
    ["select md5(id || random()) as key, id from orders", ""],
    ["select string_agg(status) over (partition by id) || id as key, id from orders", ""],
    ["select upper(status) as key, qty, status from orders group by all", "0 of 2"],
    [
      "with k as (select md5(id || qty) as key, id, qty from orders) select c.id as other, k.* from customers c join k on k.id = c.id",
      "1 of 2,3",
    ],
  ])("%s", async (sql, expected) => {
    const { root } = await planOf(sql);
    const { derived } = openRowKeys(root)(root);
    expect(derived.map(({ column, of }) => `${column} of ${of.join()}`).join("; ")).toBe(expected);
  });
});

describe("traceRows(plan)", () => {
  it("tells in which ways each side of a join can be told apart", async () => {
    const { facts } = traceRows(
      await planOf("select o.id from orders o join customers c on c.id = o.customer_id"),
    );
    expect(facts.joins).toMatchObject([
      {
        leftWays: [[{ table: { table: "orders" }, columns: ["customer_id"] }]],
        rightWays: [[{ table: { table: "customers" }, columns: ["id"] }]],
      },
    ]);
  });
});

describe("widthOf(operator)", () => {
  it("agrees with every reference to a column in the plans of many statements", async () => {
    for (const { sql } of hardStatements) {
      const plan = readPlan(await planner.planText(sql));
      if (plan.kind !== "plan") continue;
      eachOperator(plan.plan.root, (operator) => {
        if (operator.kind !== "projection" && operator.kind !== "sorting") return;
        const width = widthOf(operator.input);
        const expressions =
          operator.kind === "projection"
            ? operator.expressions
            : operator.keys.map(({ expression }) => expression);
        for (const expression of expressions)
          if (expression.kind === "column") expect(expression.index, sql).toBeLessThan(width);
      });
    }
  });
});
