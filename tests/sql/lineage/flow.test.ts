import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Flow, FlowUse } from "../../../src/sql/lineage/flow.ts";
import { traceFlow } from "../../../src/sql/lineage/trace-lineage.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { openPlanner, type Planner } from "../plan/planner.ts";
import { tables } from "./tables.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(tables);
});
afterAll(() => planner.close());

/**
 * The flow of a statement as text. A cell is `orders.id`, a second scan of a table `orders'.id`, that there is a row `orders.*`, how many there are
 * `orders.+`. What comes from other rows is `sum(orders.amount) by orders.customer_id`, `lag<(..)` if only from rows before. What decides a value
 * stands behind a bar, what it has to do with a cell behind an arrow.
 */
async function flowOf(sql: string) {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(JSON.stringify(read));
  const flow = traceFlow(read.plan);
  if (flow === undefined) return undefined;
  const { cell, use } = writer(flow);
  const list = (uses: readonly FlowUse[]) => uses.map(use).sort().join(", ");
  return {
    columns: flow.columns.map(({ of, decided, tie }) => {
      const ties = tie ? ` -> ${tie.kind} ${tie.cells.map(cell).join(", ")}` : "";
      return `${list(of)}${decided ? ` | ${list(decided)}` : ""}${ties}`.trim();
    }),
    rows: list(flow.rows),
    equal: flow.equal.map((cells) => cells.map(cell).sort().join(" = ")),
    atMost: flow.atMost.map((pair) => pair.map(cell).join(" <= ")),
  };
}

function writer({ scans, cells, reaches }: Flow) {
  const cell = (at: number): string => {
    const [scan = 0, column = null, isMany] = cells[at] ?? [];
    const table = scans[scan]?.table;
    const before = scans.slice(0, scan).filter((other) => other.table === table).length;
    return `${table}${"'".repeat(before)}.${column ?? (isMany ? "+" : "*")}`;
  };
  const use = ([at, number]: FlowUse): string => {
    const reach = reaches[number];
    if (!reach) return cell(at);
    const keys = [...reach.kept.map(cell), ...(reach.keptEarly ?? []).map((each) => `~${cell(each)}`)].sort();
    const order = reach.order === undefined ? "" : ` in ${cell(reach.order)}`;
    const by = keys.length > 0 ? ` by ${keys.join(" ")}` : "";
    return `${reach.by}${reach.kind === "before" ? "<" : ""}(${cell(at)})${by}${order}`;
  };
  return { cell, use };
}

interface Case {
  readonly sql: string;
  readonly columns: readonly string[];
  readonly rows?: string;
  readonly equal?: readonly string[];
  readonly atMost?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "a window that looks ahead": {
    sql: "select id, lead(ordered_at) over (partition by customer_id order by ordered_at) as next from orders",
    columns: [
      "orders.id -> equal orders.id",
      "lead(orders.ordered_at) by orders.customer_id, orders.customer_id | lead(orders.*) by orders.customer_id",
    ],
  },
  "windows that look back: lag, a running sum, a count, a turned order": {
    sql: `select lag(qty) over (order by ordered_at) as a, sum(qty) over (order by ordered_at) as b,
      row_number() over (order by ordered_at) as c, lead(qty) over (order by ordered_at desc) as d from orders`,
    columns: [
      "lag<(orders.ordered_at), lag<(orders.qty) | lag<(orders.*)",
      "sum<(orders.ordered_at), sum<(orders.qty) | sum<(orders.*)",
      "row_number<(orders.ordered_at) | row_number<(orders.*)",
      "lead<(orders.ordered_at), lead<(orders.qty) | lead<(orders.*)",
    ],
  },
  "frames, by where they end": {
    sql: `select max(qty) over (order by ordered_at rows between 2 preceding and 1 preceding) as a,
      max(qty) over (order by ordered_at rows between current row and 1 following) as b,
      max(qty) over (order by ordered_at desc rows between current row and 2 following) as c, max(qty) over () as d from orders`,
    columns: [
      "max<(orders.ordered_at), max<(orders.qty) | max<(orders.*)",
      "max(orders.ordered_at), max(orders.qty) | max(orders.*)",
      "max<(orders.ordered_at), max<(orders.qty) | max<(orders.*)",
      "max(orders.qty) | max(orders.*)",
    ],
  },
  "windows in an order that is none of time, or may be": {
    sql: `select rank() over (order by amount) as a, count(*) over (order by id) as b,
      lag(qty) over (order by n) as c from (select *, row_number() over (order by ordered_at) as n from orders)`,
    columns: [
      "rank(orders.amount) | rank(orders.*)",
      "count<(orders.id) in orders.id | count<(orders.*) in orders.id",
      "lag<(orders.qty), row_number<(orders.ordered_at) | lag<(orders.*), row_number<(orders.*)",
    ],
  },
  "offsets that may be negative, and shares of a whole partition": {
    sql: `select lag(qty, id) over (order by ordered_at) as a, lag(qty, 2) over (order by ordered_at) as b,
      cume_dist() over (order by ordered_at) as c from orders`,
    columns: [
      "lag(orders.id), lag(orders.ordered_at), lag(orders.qty) | lag(orders.*)",
      "lag<(orders.ordered_at), lag<(orders.qty) | lag<(orders.*)",
      "cume_dist(orders.ordered_at) | cume_dist(orders.*)",
    ],
  },
  "groups: their key, a sum, a count, the last moment": {
    sql: "select customer_id, sum(amount) as a, count(*) as n, max(ordered_at) as last from orders where status = 'paid' group by 1",
    columns: [
      "group by(orders.customer_id) by orders.customer_id -> equal orders.customer_id",
      "sum(orders.amount) by orders.customer_id | sum(orders.*) by orders.customer_id, sum(orders.status) by orders.customer_id",
      "| count(orders.*) by orders.customer_id, count(orders.status) by orders.customer_id",
      "max(orders.ordered_at) by orders.customer_id | max(orders.*) by orders.customer_id, max(orders.status) by orders.customer_id -> top orders.ordered_at",
    ],
    rows: "group by(orders.*) by orders.customer_id, group by(orders.status) by orders.customer_id",
  },
  "groups by day": {
    sql: "select cast(ordered_at as date) as day, sum(qty) as q from orders group by 1",
    columns: [
      "group by(orders.ordered_at) by ~orders.ordered_at -> early orders.ordered_at",
      "sum(orders.qty) by ~orders.ordered_at | sum(orders.*) by ~orders.ordered_at",
    ],
    rows: "group by(orders.*) by ~orders.ordered_at",
  },
  "groups of all rows are there whatever there is": {
    sql: "select max(qty) as q from orders",
    columns: ["max(orders.qty) | max(orders.*)"],
    rows: "",
  },
  "subtotals have no key in common": {
    sql: "select customer_id, sum(qty) as q from orders group by rollup (customer_id)",
    columns: ["group by(orders.customer_id) -> equal orders.customer_id", "sum(orders.qty) | sum(orders.*)"],
    rows: "group by(orders.*)",
  },
  "a total joined back": {
    sql: "select o.id, t.q from orders o left join (select customer_id, sum(qty) as q from orders group by 1) t on t.customer_id = o.customer_id",
    columns: [
      "orders.id -> equal orders.id",
      "sum(orders'.qty) by orders'.customer_id | group by(orders'.*) by orders'.customer_id, sum(orders'.*) by orders'.customer_id",
    ],
    rows: "orders.*",
    equal: ["orders'.customer_id = orders.customer_id"],
  },
  "an outer join may find many partners": {
    sql: "select c.id, count(*) as n, max(c.name) as name from customers c left join orders o on o.customer_id = c.id group by 1",
    columns: [
      "group by(customers.id) by customers.id -> equal customers.id",
      "| count(customers.*) by customers.id, count(orders.+) by customers.id",
      "max(customers.name) by customers.id | max(customers.*) by customers.id",
    ],
    rows: "group by(customers.*) by customers.id",
    equal: ["customers.id = orders.customer_id"],
  },
  "earlier rows by a join": {
    sql: `select o.id, o.ordered_at, sum(p.qty) as q from orders o join orders p on p.customer_id = o.customer_id
      and p.ordered_at < o.ordered_at group by 1, 2`,
    columns: [
      "group by(orders.id) by orders.id orders.ordered_at -> equal orders.id",
      "group by(orders.ordered_at) by orders.id orders.ordered_at -> equal orders.ordered_at",
      "sum(orders'.qty) by orders.id orders.ordered_at | sum(orders'.*) by orders.id orders.ordered_at, sum(orders'.customer_id) by orders.id orders.ordered_at, sum(orders'.ordered_at) by orders.id orders.ordered_at, sum(orders.*) by orders.id orders.ordered_at, sum(orders.customer_id) by orders.id orders.ordered_at, sum(orders.ordered_at) by orders.id orders.ordered_at",
    ],
    rows: "group by(orders'.*) by orders.id orders.ordered_at, group by(orders'.customer_id) by orders.id orders.ordered_at, group by(orders'.ordered_at) by orders.id orders.ordered_at, group by(orders.*) by orders.id orders.ordered_at, group by(orders.customer_id) by orders.id orders.ordered_at, group by(orders.ordered_at) by orders.id orders.ordered_at",
    equal: ["orders'.customer_id = orders.customer_id"],
    atMost: ["orders'.ordered_at <= orders.ordered_at"],
  },
  "a CTE that is read twice has rows of its own each time": {
    sql: "with a as (select id, customer_id, qty from orders) select x.id, y.qty from a x join a y on y.id = x.customer_id",
    columns: ["orders.id -> equal orders.id", "orders'.qty -> equal orders'.qty"],
    rows: "orders'.*, orders'.id, orders.*, orders.customer_id",
    equal: ["orders'.id = orders.customer_id"],
  },
  "what a CTE compares is true of each of its instances": {
    sql: `with a as (select o.id, c.name from orders o join customers c on c.id = o.customer_id and c.signup_at <= o.ordered_at)
      select x.id, y.name from a x join a y on y.id <> x.id`,
    columns: ["orders.id -> equal orders.id", "customers'.name -> equal customers'.name"],
    rows: "customers'.*, customers'.id, customers'.signup_at, customers.*, customers.id, customers.signup_at, orders'.*, orders'.customer_id, orders'.id, orders'.ordered_at, orders.*, orders.customer_id, orders.id, orders.ordered_at",
    equal: ["customers.id = orders.customer_id", "customers'.id = orders'.customer_id"],
    atMost: ["customers.signup_at <= orders.ordered_at", "customers'.signup_at <= orders'.ordered_at"],
  },
  "bounds with lengths of time and cut moments": {
    sql: `select o.id from orders o join events e on e.happened >= o.ordered_at - interval 7 days and e.happened <= o.ordered_at - interval 1 day
      join customers c on c.signup_at < cast(o.ordered_at as date) join orders p on cast(p.ordered_at as date) < cast(o.ordered_at as date)`,
    columns: ["orders.id -> equal orders.id"],
    rows: "customers.*, customers.signup_at, events.*, events.happened, orders'.*, orders'.ordered_at, orders.*, orders.ordered_at",
    atMost: [
      "events.happened <= orders.ordered_at",
      "customers.signup_at <= orders.ordered_at",
      "orders'.ordered_at <= orders.ordered_at",
    ],
  },
  "bounds that hold nothing": {
    sql: `select o.id from orders o join events e on e.happened <= o.ordered_at + interval 1 day
      join orders p on cast(p.ordered_at as date) <= cast(o.ordered_at as date)`,
    columns: ["orders.id -> equal orders.id"],
    rows: "events.*, events.happened, orders'.*, orders'.ordered_at, orders.*, orders.ordered_at",
  },
  "an ASOF join": {
    sql: "select o.id, e.value from orders o asof left join events e on e.customer_id = o.customer_id and o.ordered_at >= e.happened",
    columns: ["orders.id -> equal orders.id", "events.value | events.* -> equal events.value"],
    rows: "orders.*",
    equal: ["events.customer_id = orders.customer_id"],
    atMost: ["events.happened <= orders.ordered_at"],
  },
  "EXISTS decides rows": {
    sql: "select c.id from customers c where exists (select 1 from orders o where o.customer_id = c.id and o.ordered_at > c.signup_at)",
    columns: ["customers.id -> equal customers.id"],
    rows: "customers.*, customers.id, customers.signup_at, orders.*, orders.customer_id, orders.ordered_at",
    equal: ["customers.id = orders.customer_id"],
    atMost: ["customers.signup_at <= orders.ordered_at"],
  },
  "QUALIFY decides rows by others": {
    sql: "select id from orders qualify row_number() over (partition by customer_id order by ordered_at desc) = 1",
    columns: ["orders.id -> equal orders.id"],
    rows: "orders.*, orders.customer_id, row_number(orders.*) by orders.customer_id, row_number(orders.ordered_at) by orders.customer_id",
  },
  "DISTINCT ON and LIMIT do, too": {
    sql: "select distinct on (customer_id) customer_id, qty from (select * from orders order by amount limit 5) order by customer_id, ordered_at",
    columns: ["orders.customer_id -> equal orders.customer_id", "orders.qty -> equal orders.qty"],
    rows: "distinct on(orders.customer_id) by orders.customer_id, distinct on(orders.ordered_at) by orders.customer_id, limit(orders.*), limit(orders.amount)",
  },
  "moments that are computed": {
    sql: `select cast(strftime(ordered_at, '%c') as timestamp) as a, date_trunc('month', ordered_at) as b, ordered_at + interval 1 day as c,
      ordered_at - interval 1 day as d, date_trunc('day', ordered_at) + interval 1 day as g, greatest(ordered_at, timestamp '2020-01-01') as e, least(ordered_at, now()::timestamp) as f from orders`,
    columns: [
      "orders.ordered_at -> near orders.ordered_at",
      "orders.ordered_at -> early orders.ordered_at",
      "orders.ordered_at -> near orders.ordered_at",
      "orders.ordered_at -> early orders.ordered_at",
      "orders.ordered_at -> near orders.ordered_at",
      "orders.ordered_at -> near orders.ordered_at",
      "orders.ordered_at -> early orders.ordered_at",
    ],
  },
  "a union, whose rows are of one side or the other": {
    sql: "select id, ordered_at from orders union all select customer_id, happened from events",
    columns: [
      "events.customer_id, orders.id -> equal orders.id, events.customer_id",
      "events.happened, orders.ordered_at -> equal orders.ordered_at, events.happened",
    ],
    rows: "events.*, orders.*",
  },
  "a recursion is made of rows of all its rounds": {
    sql: `with recursive r as (select id, customer_id, ordered_at from orders where qty = 1
      union all select o.id, o.customer_id, o.ordered_at from r join orders o on o.customer_id = r.id) select id from r`,
    columns: ["recursion(orders'.id), recursion(orders.id)"],
  },
  "a window over groups is seen through both": {
    sql: "select customer_id, sum(sum(qty)) over (order by max(ordered_at)) as running from orders group by 1",
    columns: [
      "group by(orders.customer_id) by orders.customer_id -> equal orders.customer_id",
      "max(orders.ordered_at), sum(orders.qty) | max(orders.*), sum(orders.*)",
    ],
  },
};

describe("traceFlow(plan)", () => {
  it.each(Object.entries(cases))("%s", async (_, { sql, columns, ...expected }) => {
    const found = await flowOf(sql);
    const { rows, equal = [], atMost = [] } = expected;
    expect(found?.columns).toEqual(columns);
    expect(found?.equal).toEqual(equal);
    expect(found?.atMost).toEqual(atMost);
    if (rows !== undefined) expect(found?.rows).toBe(rows);
  });

  it.each([
    "select id, qty + 1 as more from orders where status = 'paid' order by qty",
    "select * from customers",
  ])("says nothing where each row is made of one: %s", async (sql) => {
    expect(await flowOf(sql)).toBeUndefined();
  });

  it("comes to an end for a statement with very many ways", async () => {
    const steps = Array.from(
      { length: 14 },
      (_, i) =>
        `s${i + 1} as (select a.customer_id, a.v + lead(a.v) over (partition by b.v order by a.v) as v from s${i} a join s${i} b on a.customer_id = b.customer_id)`,
    );
    const sql = `with s0 as (select customer_id, sum(qty) as v from orders group by 1), ${steps.join(", ")} select v from s14`;
    const found = await flowOf(sql);
    expect(found?.columns[0]).toContain("sum(orders.qty)");
  });
});
