import type { Random } from "../../sql/lineage/random.ts";

/** A random query whose rows have a moment each: what a feature view might be over. */
export interface RandomRows {
  readonly sql: string;
  /** Columns beside `clock` and `customer_id`. */
  readonly values: readonly string[];
}

/** The label's rows: orders, with nothing that looks ahead in what a label reads. */
export const labelSql = `select order_id, customer_id, ordered_at, amount,
  lag(amount) over (partition by customer_id order by ordered_at) as before from raw_orders`;

/** A random query over `fct`, `raw_orders`, `raw_customers` and `raw_visits`. */
export function randomRows(random: Random): RandomRows {
  let count = 0;
  const context: Context = { random, fresh: (stem) => `${stem}${++count}` };
  let rows = base(context);
  for (let left = 1 + random.below(3); left > 0; left--) rows = random.pick(steps)(rows, context);
  return rows;
}

interface Context {
  readonly random: Random;
  readonly fresh: (stem: string) => string;
}

type Step = (rows: RandomRows, context: Context) => RandomRows;

function base({ random }: Context): RandomRows {
  return random.pick<RandomRows>([
    {
      sql: "select customer_id, ordered_at as clock, order_id, amount from fct",
      values: ["order_id", "amount"],
    },
    { sql: "select customer_id, ordered_at as clock, amount, before from fct", values: ["amount", "before"] },
    {
      sql: "select customer_id, ordered_at as clock, order_id, amount from raw_orders",
      values: ["order_id", "amount"],
    },
    { sql: "select customer_id, signup_at as clock, points from raw_customers", values: ["points"] },
    { sql: "select customer_id, visited_at as clock, visit_id from raw_visits", values: ["visit_id"] },
  ]);
}

const columns = ({ values }: RandomRows, alias: string) =>
  ["customer_id", "clock", ...values].map((name) => `${alias}.${name}`).join(", ");

const aggregate = (random: Random, value: string) =>
  random.pick([`sum(${value})`, `max(${value})`, "count(*)", `count(${value})`, `min(${value})`]);

const orders = (random: Random) => random.pick(["fct", "fct", "raw_orders"]);

const steps: readonly Step[] = [
  function window(rows, { random, fresh }) {
    const value = fresh("w");
    const column = random.pick(rows.values);
    const partition = random.pick([
      "",
      "partition by r.customer_id",
      `partition by r.${column}`,
      "partition by r.clock",
    ]);
    const direction = random.pick(["", "", " desc"]);
    const order = `order by r.clock${direction}`;
    const frame = random.pick([
      "",
      " range between unbounded preceding and current row",
      " range between unbounded preceding and unbounded following",
      " range between interval 3 days preceding and interval 1 day preceding",
      " range between interval 3 days preceding and interval 1 day following",
      " range between current row and unbounded following",
    ]);
    const call = random.pick([
      `rank() over (${partition} ${order})`,
      `lag(r.${column}) over (${partition} ${order}, r.customer_id, r.${rows.values.join(", r.")})`,
      `lead(r.${column}) over (${partition} ${order}, r.customer_id, r.${rows.values.join(", r.")})`,
      `${aggregate(random, `r.${column}`)} over (${partition})`,
      `${aggregate(random, `r.${column}`)} over (${partition} ${order}${frame})`,
      `rank() over (${partition} order by r.${column})`,
    ]);
    return {
      sql: `select ${columns(rows, "r")}, ${call} as ${value} from (${rows.sql}) r`,
      values: [...rows.values, value],
    };
  },
  function totals(rows, { random, fresh }) {
    const value = fresh("t");
    const day = random.chance(30);
    const key = day ? "cast(ordered_at as date)" : random.pick(["customer_id", "order_id", "ordered_at"]);
    const other = day
      ? "cast(r.clock as date)"
      : key === "ordered_at"
        ? "r.clock"
        : key === "order_id" && rows.values.includes("order_id")
          ? "r.order_id"
          : "r.customer_id";
    const grouped = `select ${key} as k, ${aggregate(random, "amount")} as v from ${orders(random)} group by 1`;
    return {
      sql: `select ${columns(rows, "r")}, g.v as ${value} from (${rows.sql}) r left join (${grouped}) g on g.k = ${other}`,
      values: [...rows.values, value],
    };
  },
  function others(rows, { random, fresh }) {
    const value = fresh("o");
    const when = random.pick([
      "p.ordered_at < r.clock",
      "p.ordered_at <= r.clock",
      "p.ordered_at between r.clock - interval 2 days and r.clock",
      "p.ordered_at between r.clock and r.clock + interval 2 days",
      "p.ordered_at <= r.clock - interval 1 day",
      "cast(p.ordered_at as date) < cast(r.clock as date)",
      "cast(p.ordered_at as date) <= cast(r.clock as date)",
      "p.ordered_at > r.clock",
      "true",
    ]);
    return {
      sql: `select ${columns(rows, "r")}, ${aggregate(random, "p.amount")} as ${value} from (${rows.sql}) r
        left join ${orders(random)} p on p.customer_id = r.customer_id and ${when} group by all`,
      values: [...rows.values, value],
    };
  },
  function subquery(rows, { random, fresh }) {
    const value = fresh("s");
    const when = random.pick([
      "p.ordered_at < r.clock",
      "p.ordered_at >= r.clock",
      "p.customer_id = r.customer_id and p.ordered_at <= r.clock",
    ]);
    return {
      sql: `select ${columns(rows, "r")}, (select ${aggregate(random, "p.amount")} from ${orders(random)} p where ${when}) as ${value} from (${rows.sql}) r`,
      values: [...rows.values, value],
    };
  },
  function lookUp(rows, { fresh }) {
    const value = fresh("l");
    return {
      sql: `select ${columns(rows, "r")}, c.points as ${value} from (${rows.sql}) r left join raw_customers c on c.customer_id = r.customer_id`,
      values: [...rows.values, value],
    };
  },
  function asof(rows, { fresh, random }) {
    const value = fresh("a");
    const [comparison, sort] = random.pick([
      [">=", ""],
      ["<=", ""],
    ] as const);
    return {
      sql: `select ${columns(rows, "r")}, p.amount as ${value} from (${rows.sql}) r asof left join ${orders(random)} p on p.customer_id = r.customer_id and r.clock ${comparison} p.ordered_at${sort}`,
      values: [...rows.values, value],
    };
  },
  function group(rows, { random, fresh }) {
    const value = fresh("g");
    // Not the last moment of a group: its rows tell nothing of what comes later, but that they are there tells that nothing does.
    const clock = random.pick([
      "r.clock as clock",
      "min(r.clock) as clock",
      "cast(cast(r.clock as date) as timestamp) as clock",
      "date_trunc('day', r.clock) + interval 1 day as clock",
    ]);
    const key = random.pick(["r.customer_id", "r.customer_id, date_trunc('day', r.clock) as day"]);
    const grouped = clock.startsWith("m") ? "" : `, ${clock}`;
    const shown = clock.startsWith("m") ? `, ${clock}` : "";
    return {
      sql: `select customer_id, clock, ${value} from (select ${key}${grouped}${shown}, ${aggregate(random, `r.${random.pick(rows.values)}`)} as ${value} from (${rows.sql}) r group by all) q`,
      values: [value],
    };
  },
  function filter(rows, { random }) {
    const value = `r.${random.pick(rows.values)}`;
    const all = `r.customer_id, r.${rows.values.join(", r.")}`;
    const condition = random.pick([
      `where ${value} > 3`,
      "where exists (select 1 from fct p where p.customer_id = r.customer_id and p.ordered_at < r.clock)",
      "where exists (select 1 from fct p where p.customer_id = r.customer_id and p.ordered_at > r.clock)",
      "where r.customer_id in (select customer_id from raw_orders group by 1 having count(*) > 3)",
      `qualify row_number() over (partition by r.customer_id order by r.clock, ${all}) = 1`,
      `qualify row_number() over (partition by r.customer_id order by r.clock desc, ${all}) = 1`,
    ]);
    return { ...rows, sql: `select ${columns(rows, "r")} from (${rows.sql}) r ${condition}` };
  },
  function union(rows, context) {
    const other = base(context);
    const value = context.fresh("u");
    const pick = ({ values }: RandomRows) => context.random.pick(values);
    return {
      sql: `select customer_id, clock, ${pick(rows)} as ${value} from (${rows.sql}) x union all select customer_id, clock, ${pick(other)} from (${other.sql}) y`,
      values: [value],
    };
  },
  function twice(rows, { random, fresh }) {
    const value = fresh("c");
    const column = random.pick(rows.values);
    const when = random.pick(["b.clock < a.clock", "b.clock >= a.clock", "b.clock = a.clock"]);
    return {
      sql: `with again as (${rows.sql}) select ${columns(rows, "a")}, ${aggregate(random, `b.${column}`)} as ${value} from again a left join again b on b.customer_id = a.customer_id and ${when} group by all`,
      values: [...rows.values, value],
    };
  },
];
