import { describe, expect, it } from "vitest";
import { loadGraph } from "../../../src/pipeline.ts";
import { bindAll, makeProject } from "../../bind/bound-project.ts";
import { askLeak, type Question, renderLeak } from "./leaks-in.ts";

interface Case extends Omit<Question, "label" | "at"> {
  readonly name: string;
  /** The model that is in question beside those of the shop. */
  readonly model?: string;
  readonly models?: Readonly<Record<string, string>>;
  readonly yaml?: string;
  readonly label?: string;
  readonly at?: string;
  /** `none`, or the way. */
  readonly leak: string;
}

const orders = '{{ref "fct_orders"}}';

/** Orders with a key, in two layers; their lines, and refunds of lines; customers; events and sessions. */
const shop: Readonly<Record<string, string>> = {
  "models/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT}
          - {name: customer_id, type: BIGINT}
          - {name: amount, type: DOUBLE}
          - {name: status, type: VARCHAR}
          - {name: ordered_at, type: TIMESTAMP}
          - {name: loaded_at, type: TIMESTAMP}
      - name: items
        columns: [{name: item_id, type: BIGINT, tests: [unique]}, {name: order_id, type: BIGINT}, {name: price, type: DOUBLE}]
      - name: refunds
        columns: [{name: refund_id, type: BIGINT, tests: [unique]}, {name: item_id, type: BIGINT}, {name: amount, type: DOUBLE}, {name: refunded_at, type: TIMESTAMP}]
      - name: customers
        columns: [{name: customer_id, type: BIGINT, tests: [unique]}, {name: country, type: VARCHAR}, {name: signup_at, type: TIMESTAMP}, {name: first_order_id, type: BIGINT}]
      - name: events
        columns: [{name: event_id, type: BIGINT, tests: [unique]}, {name: customer_id, type: BIGINT}, {name: session, type: VARCHAR}, {name: kind, type: VARCHAR}, {name: happened, type: TIMESTAMP}]
`,
  "models/stg_orders.sql": `select order_id, customer_id, amount, lower(status) as status, ordered_at, loaded_at
from {{source "raw" "orders"}}
qualify row_number() over (partition by order_id order by loaded_at desc) = 1`,
  "models/stg_items.sql": 'select * from {{source "raw" "items"}}',
  "models/stg_refunds.sql": 'select * from {{source "raw" "refunds"}}',
  "models/stg_customers.sql": 'select * from {{source "raw" "customers"}}',
  "models/stg_events.sql": 'select * from {{source "raw" "events"}}',
  "models/lines.sql": `select items.item_id, items.order_id, orders.customer_id, orders.ordered_at, items.price, refunds.refunded
from {{ref "stg_items"}} as items
join {{ref "stg_orders"}} as orders on orders.order_id = items.order_id
left join (select item_id, sum(amount) as refunded from {{ref "stg_refunds"}} group by item_id) as refunds on refunds.item_id = items.item_id`,
  "models/fct_orders.sql": `with lines as (
  select order_id, sum(price) as price, sum(refunded) as refunded, count(*) as lines from {{ref "lines"}} group by order_id
)
select orders.*, lines.lines, lines.price - coalesce(lines.refunded, 0) as net,
  cast(ordered_at as date) as ordered_on,
  lead(ordered_at) over (partition by customer_id order by ordered_at) as next_ordered_at,
  lag(ordered_at) over (partition by customer_id order by ordered_at) as previous_ordered_at,
  row_number() over (partition by customer_id order by ordered_at) as number
from {{ref "stg_orders"}} as orders
left join lines on lines.order_id = orders.order_id`,
  "models/fct_sessions.sql": `select session, any_value(customer_id) as customer_id, min(happened) as started_at, max(happened) as ended_at,
  count(*) as events, count(*) filter (where kind = 'purchase') as purchases
from {{ref "stg_events"}} group by session`,
  "models/dim_customers.sql": `select customers.customer_id, customers.country, customers.signup_at, customers.first_order_id, coalesce(orders.orders, 0) as orders, orders.last_at
from {{ref "stg_customers"}} as customers
left join (select customer_id, count(*) as orders, max(ordered_at) as last_at from ${orders} where status = 'paid' group by customer_id) as orders
  on orders.customer_id = customers.customer_id`,
};

/** What leaks. */
const leaks: readonly Case[] = [
  {
    name: "today's count of orders of a customer",
    feature: "model.dim_customers.orders",
    leak: "dim_customers.orders <- count(fct_orders.status)",
  },
  {
    name: "today's last order of a customer",
    feature: "model.dim_customers.last_at",
    leak: "dim_customers.last_at <- max(fct_orders.ordered_at)",
  },
  {
    name: "the order's next one, by lead",
    feature: "model.fct_orders.next_ordered_at",
    clock: "ordered_at",
    leak: "fct_orders.next_ordered_at <- lead(stg_orders.ordered_at)",
  },
  {
    name: "today's state looked up for each order",
    model: `select o.order_id, o.ordered_at, c.orders from ${orders} o join {{ref "dim_customers"}} c on c.customer_id = o.customer_id`,
    feature: "model.m.orders",
    clock: "ordered_at",
    leak: "m.orders <- dim_customers.orders <- count(fct_orders.status)",
  },
  {
    name: "a customer's total joined back to each order",
    model: `select o.order_id, o.ordered_at, t.total from ${orders} o join (select customer_id, sum(amount) as total from ${orders} group by 1) t on t.customer_id = o.customer_id`,
    feature: "model.m.total",
    clock: "ordered_at",
    leak: "m.total <- sum(fct_orders.amount)",
  },
  {
    name: "a total over a whole partition",
    model: `select order_id, ordered_at, sum(amount) over (partition by customer_id) as total from ${orders}`,
    feature: "model.m.total",
    clock: "ordered_at",
    leak: "m.total <- sum(fct_orders.amount)",
  },
  {
    name: "a frame that ends after the current row",
    model: `select order_id, ordered_at, avg(amount) over (partition by customer_id order by ordered_at rows between 3 preceding and 3 following) as smooth from ${orders}`,
    feature: "model.m.smooth",
    clock: "ordered_at",
    leak: "m.smooth <- avg(fct_orders.amount)",
  },
  {
    name: "last_value over a whole partition",
    model: `select order_id, ordered_at, last_value(status) over (partition by customer_id order by ordered_at rows between unbounded preceding and unbounded following) as last from ${orders}`,
    feature: "model.m.last",
    clock: "ordered_at",
    leak: "m.last <- last_value(fct_orders.status)",
  },
  {
    name: "lag in an order from the last to the first",
    model: `select order_id, ordered_at, lag(amount) over (partition by customer_id order by ordered_at desc) as next from ${orders}`,
    feature: "model.m.next",
    clock: "ordered_at",
    leak: "m.next <- lag(fct_orders.amount)",
  },
  {
    name: "a rank by amount, which later orders move",
    model: `select order_id, ordered_at, rank() over (partition by customer_id order by amount) as place from ${orders}`,
    feature: "model.m.place",
    clock: "ordered_at",
    leak: "m.place <- rank(fct_orders.amount)",
  },
  {
    name: "days stamped with their midnight",
    model: `select customer_id, cast(ordered_at as date) as day, sum(amount) as spent from ${orders} group by all`,
    feature: "model.m.spent",
    clock: "day",
    leak: "early: m.spent <- sum(fct_orders.amount)",
  },
  {
    name: "days that the label's node has itself",
    model: `select customer_id, ordered_on, sum(amount) as spent from ${orders} group by all`,
    feature: "model.m.spent",
    clock: "ordered_on",
    leak: "early: m.spent <- sum(fct_orders.amount) <- stg_orders.*",
  },
  {
    name: "a clock that the view cuts to the day",
    feature: "model.fct_orders.amount",
    clock: "~ordered_at",
    leak: "early: fct_orders.*",
  },
  {
    name: "orders within a week after a customer signed up",
    model: `select c.customer_id, c.signup_at, count(o.order_id) as soon from {{ref "stg_customers"}} c left join ${orders} o
      on o.customer_id = c.customer_id and o.ordered_at between c.signup_at and c.signup_at + interval 7 days group by all`,
    feature: "model.m.soon",
    clock: "signup_at",
    leak: "m.soon <- count(fct_orders.order_id)",
  },
  {
    name: "the orders of a month stamped with its first order",
    model: `select customer_id, min(ordered_at) as at, count(*) as n from ${orders} group by customer_id, date_trunc('month', ordered_at)`,
    feature: "model.m.n",
    clock: "at",
    leak: "m.n <- count(fct_orders.*)",
  },
  {
    name: "first orders with the customer's total beside them",
    model: `select f.customer_id, f.ordered_at, t.total from (select * from ${orders} qualify row_number() over (partition by customer_id order by ordered_at) = 1) f
      join (select customer_id, sum(amount) as total from ${orders} group by 1) t on t.customer_id = f.customer_id`,
    feature: "model.m.total",
    clock: "ordered_at",
    leak: "m.total <- sum(fct_orders.amount)",
  },
  {
    name: "the last order alone of each customer: that there is none after it",
    model: `select * from ${orders} qualify row_number() over (partition by customer_id order by ordered_at desc) = 1`,
    feature: "model.m.status",
    clock: "ordered_at",
    leak: "m.* <- row_number(fct_orders.ordered_at)",
  },
  {
    name: "customers who ordered at all, as rows",
    model: `select customer_id, country from {{ref "stg_customers"}} c where exists (select 1 from ${orders} o where o.customer_id = c.customer_id)`,
    feature: "model.m.country",
    leak: "m.* <- fct_orders.*",
  },
  {
    name: "a scalar subquery over all orders",
    model: `select event_id, happened, (select max(ordered_at) from ${orders}) as latest from {{ref "stg_events"}}`,
    feature: "model.m.latest",
    clock: "happened",
    leak: "m.latest <- max(fct_orders.ordered_at)",
  },
  {
    name: "the same table twice by way of a CTE",
    model: `with o as (select * from ${orders}) select a.order_id, a.ordered_at, max(b.amount) as most from o a join o b on b.customer_id = a.customer_id group by all`,
    feature: "model.m.most",
    clock: "ordered_at",
    leak: "m.most <- max(fct_orders.amount)",
  },
  {
    name: "lines added up by customer, though the label reads the order alone",
    model: `select c.customer_id, sum(l.price) as spent from {{ref "stg_customers"}} c join {{ref "lines"}} l on l.customer_id = c.customer_id group by 1`,
    feature: "model.m.spent",
    label: "model.fct_orders.net",
    leak: "m.spent <- sum(lines.price)",
  },
  {
    name: "refunds added up by customer, since the label is net of them",
    model: `select l.customer_id, sum(r.amount) as refunded from {{ref "stg_refunds"}} r join {{ref "lines"}} l on l.item_id = r.item_id group by 1`,
    feature: "model.m.refunded",
    label: "model.fct_orders.net",
    leak: "m.refunded <- sum(stg_refunds.amount)",
  },
  {
    name: "sessions stamped with their start, where the label counts events",
    feature: "model.fct_sessions.events",
    clock: "started_at",
    label: "model.stg_events.kind",
    at: "happened",
    leak: "fct_sessions.events <- count(stg_events.*)",
  },
  {
    name: "the first order by a key that was written down later",
    models: {
      "models/firsts.sql": `select c.customer_id, c.signup_at, min(o.order_id) as first_id from {{ref "stg_customers"}} c left join ${orders} o on o.customer_id = c.customer_id group by all`,
    },
    model: `select f.customer_id, f.signup_at, o.amount from {{ref "firsts"}} f left join ${orders} o on o.order_id = f.first_id`,
    feature: "model.m.amount",
    clock: "signup_at",
    leak: "m.amount <- firsts.first_id <- min(fct_orders.order_id)",
  },
  {
    name: "the number of a day, counted from the last",
    model: `select customer_id, ordered_at, row_number() over (partition by customer_id order by ordered_at desc) as n from ${orders} group by customer_id, ordered_at`,
    feature: "model.m.n",
    clock: "ordered_at",
    leak: "m.n <- row_number(fct_orders.ordered_at)",
  },
  {
    name: "a union, one of whose sides looks ahead",
    model: `select order_id, ordered_at, amount from ${orders}
      union all select order_id, ordered_at, lead(amount) over (order by ordered_at) from ${orders}`,
    feature: "model.m.amount",
    clock: "ordered_at",
    leak: "m.amount <- lead(fct_orders.amount)",
  },
  {
    name: "a program over all orders, without a clock",
    models: {
      "models/m.ts": `import { model } from "quern";
export default model.rows({ columns: { customer_id: "BIGINT", n: "INTEGER" } }, async ({ ref }) => { await ref("fct_orders").table(); return []; });`,
    },
    feature: "model.m.n",
    leak: "m.n <- fct_orders.status",
  },
];

/** What does not, though it looks like it. */
const sound: readonly Case[] = [
  ...["amount", "status", "net", "lines", "ordered_on", "previous_ordered_at", "number"].map(
    (column): Case => ({
      name: `the order's own ${column}`,
      feature: `model.fct_orders.${column}`,
      clock: "ordered_at",
      leak: "none",
    }),
  ),
  {
    name: "the label's own column",
    feature: "model.fct_orders.net",
    clock: "ordered_at",
    label: "model.fct_orders.net",
    leak: "none",
  },
  { name: "a customer's country", feature: "model.dim_customers.country", leak: "none" },
  {
    name: "a customer's country looked up for each order",
    model: `select o.order_id, o.ordered_at, c.country from ${orders} o join {{ref "dim_customers"}} c on c.customer_id = o.customer_id`,
    feature: "model.m.country",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "lines with the moment of their order",
    feature: "model.lines.price",
    clock: "ordered_at",
    label: "model.fct_orders.net",
    leak: "none",
  },
  {
    name: "refunds of the own line",
    feature: "model.lines.refunded",
    clock: "ordered_at",
    label: "model.fct_orders.net",
    leak: "none",
  },
  {
    name: "refunds by their own clock, where the label is net of them",
    feature: "model.stg_refunds.amount",
    clock: "refunded_at",
    label: "model.fct_orders.net",
    leak: "none",
  },
  {
    name: "refunds with what their order says",
    model: `select r.refund_id, r.refunded_at, o.amount from {{ref "stg_refunds"}} r join {{ref "stg_items"}} i on i.item_id = r.item_id join ${orders} o on o.order_id = i.order_id`,
    feature: "model.m.amount",
    clock: "refunded_at",
    leak: "none",
  },
  {
    name: "a running total",
    model: `select order_id, ordered_at, sum(amount) over (partition by customer_id order by ordered_at) as so_far from ${orders}`,
    feature: "model.m.so_far",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "a frame of rows before, in an order turned round",
    model: `select order_id, ordered_at, max(amount) over (partition by customer_id order by ordered_at desc rows between current row and unbounded following) as most from ${orders}`,
    feature: "model.m.most",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "lead in an order turned round",
    model: `select order_id, ordered_at, lead(amount) over (partition by customer_id order by ordered_at desc) as before from ${orders}`,
    feature: "model.m.before",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "a count by serial numbers, which grow with time",
    model: `select order_id, ordered_at, row_number() over (partition by customer_id order by order_id) as n from ${orders}`,
    feature: "model.m.n",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "earlier orders joined by their moment",
    model: `select o.order_id, o.ordered_at, count(p.order_id) as before, max(p.amount) as most from ${orders} o
      left join ${orders} p on p.customer_id = o.customer_id and p.ordered_at < o.ordered_at group by all`,
    feature: "model.m.most",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "earlier orders joined by their moment, grouped by the order's key and joined back",
    model: `with o as (select * from ${orders}), before as (
        select o.order_id, sum(p.amount) as spent from o join o as p on p.customer_id = o.customer_id and p.ordered_at < o.ordered_at group by o.order_id)
      select o.order_id, o.ordered_at, before.spent from o left join before on before.order_id = o.order_id`,
    feature: "model.m.spent",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "earlier orders in a correlated subquery",
    model: `select o.order_id, o.ordered_at, (select sum(p.amount) from ${orders} p where p.customer_id = o.customer_id and p.ordered_at < o.ordered_at) as spent from ${orders} o`,
    feature: "model.m.spent",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "orders of the month before an event",
    model: `select e.event_id, e.happened, count(o.order_id) as recent from {{ref "stg_events"}} e left join ${orders} o
      on o.customer_id = e.customer_id and o.ordered_at between e.happened - interval 30 days and e.happened group by all`,
    feature: "model.m.recent",
    clock: "happened",
    leak: "none",
  },
  {
    name: "the last order before an event, by ASOF",
    model: `select e.event_id, e.happened, o.amount from {{ref "stg_events"}} e asof left join ${orders} o on o.customer_id = e.customer_id and e.happened >= o.ordered_at`,
    feature: "model.m.amount",
    clock: "happened",
    leak: "none",
  },
  {
    name: "the last order before an event, by a lateral subquery",
    model: `select e.event_id, e.happened, o.amount from {{ref "stg_events"}} e left join lateral
      (select p.amount from ${orders} p where p.customer_id = e.customer_id and p.ordered_at <= e.happened order by p.ordered_at desc limit 1) o on true`,
    feature: "model.m.amount",
    clock: "happened",
    leak: "none",
  },
  {
    name: "days that were over before the own one",
    model: `select o.order_id, o.ordered_at, sum(p.amount) as spent from ${orders} o left join ${orders} p
      on p.customer_id = o.customer_id and cast(p.ordered_at as date) < cast(o.ordered_at as date) group by all`,
    feature: "model.m.spent",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "months stamped with their last order",
    model: `select customer_id, max(ordered_at) as at, count(*) as n from ${orders} group by customer_id, date_trunc('month', ordered_at)`,
    feature: "model.m.n",
    clock: "at",
    leak: "none",
  },
  {
    name: "orders of one customer and one moment",
    model: `select customer_id, ordered_at, sum(amount) as spent from ${orders} group by all`,
    feature: "model.m.spent",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "days, where the label goes by days as well",
    model: `select customer_id, cast(ordered_at as date) as day, sum(amount) as spent from {{ref "stg_orders"}} group by all`,
    feature: "model.m.spent",
    clock: "day",
    label: "model.fct_orders.status",
    at: "ordered_on",
    leak: "none",
  },
  {
    name: "sessions that the label counts too",
    feature: "model.fct_sessions.events",
    clock: "started_at",
    label: "model.fct_sessions.purchases",
    at: "started_at",
    leak: "none",
  },
  {
    name: "sessions stamped with their end, where the label counts events",
    feature: "model.fct_sessions.events",
    clock: "ended_at",
    label: "model.stg_events.kind",
    at: "happened",
    leak: "none",
  },
  {
    name: "sessions, where the label has nothing to do with events",
    feature: "model.fct_sessions.purchases",
    clock: "started_at",
    leak: "none",
  },
  {
    name: "orders of the label's source in a model beside it",
    model: `select order_id, customer_id, ordered_at, amount * 2 as twice from {{ref "stg_orders"}} where status <> 'test'`,
    feature: "model.m.twice",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "orders of a model beside it with sums of their own lines",
    model: `select o.order_id, o.ordered_at, l.price from {{ref "stg_orders"}} o left join (select order_id, sum(price) as price from {{ref "lines"}} group by 1) l on l.order_id = o.order_id`,
    feature: "model.m.price",
    clock: "ordered_at",
    label: "model.fct_orders.net",
    leak: "none",
  },
  {
    name: "a union of orders of two kinds",
    model: `select order_id, ordered_at, amount from ${orders} where status = 'paid' union all select order_id, ordered_at, -amount from ${orders} where status <> 'paid'`,
    feature: "model.m.amount",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "a moment that is read out of text",
    models: {
      "models/texts.sql": `select order_id, customer_id, amount, status, cast(strftime(ordered_at, '%Y-%m-%d %H:%M:%S') as timestamp) as ordered_at from {{source "raw" "orders"}}`,
    },
    feature: "model.texts.amount",
    clock: "ordered_at",
    label: "model.texts.status",
    at: "ordered_at",
    leak: "none",
  },
  {
    name: "the number of a day among the days of a customer",
    model: `select customer_id, ordered_at, sum(amount) as spent, row_number() over (partition by customer_id order by ordered_at) as n from ${orders} group by customer_id, ordered_at`,
    feature: "model.m.n",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "what was before, grouped by the moment",
    model: `select customer_id, ordered_at, max(amount_before) as most from (select *, lag(amount) over (partition by customer_id order by ordered_at) as amount_before from ${orders}) group by all`,
    feature: "model.m.most",
    clock: "ordered_at",
    leak: "none",
  },
  {
    name: "the newest export of an order whose key is computed",
    models: {
      "models/exports.sql": `select cast(order_id as varchar) as order_id, customer_id, amount, status, ordered_at from {{source "raw" "orders"}}
qualify row_number() over (partition by order_id order by loaded_at desc) = 1`,
      "models/exports.yml": "models: [{name: exports, columns: [{name: order_id, tests: [unique]}]}]",
    },
    feature: "model.exports.amount",
    clock: "ordered_at",
    label: "model.exports.status",
    leak: "none",
  },
  {
    name: "the newest export of an order whose key is left out for some",
    models: {
      "models/exports.sql": `select case when status <> 'test' then order_id end as order_id, customer_id, amount, status, ordered_at from {{source "raw" "orders"}}
qualify row_number() over (partition by order_id order by loaded_at desc) = 1`,
    },
    feature: "model.exports.amount",
    clock: "ordered_at",
    label: "model.exports.status",
    leak: "none",
  },
  {
    name: "orders as they were loaded",
    feature: "model.fct_orders.amount",
    clock: "loaded_at",
    leak: "none",
  },
  {
    name: "a program with a clock, which says what it counts",
    models: {
      "models/m.ts": `import { model } from "quern";
export default model.rows({ columns: { at: "TIMESTAMP", n: "INTEGER" } }, async ({ ref }) => { await ref("fct_orders").table(); return []; });`,
    },
    feature: "model.m.n",
    clock: "at",
    leak: "none",
  },
];

const nameOf = (column: string): string => column.split(".")[1] ?? "";
const isNoFeature = (id: string): boolean => !/^(?:feature_view|training_set)\./.test(id);

const setOver = (from: string, label: string): string => `entities: [{name: customer, key: customer_id}]
features: [{name: view, entity: customer, from: ${from}, features: [{name: x}]}]
feature_sets:
  - name: training
    entity: customer
    spine: {every: 7d, from: 2024-01-01, to: 2024-02-01, entities: stg_customers}
    label: {name: y, exists: ${label}, timestamp: ordered_at, within: 7d}
    features: [view.x]
`;

async function leakOf({ model, models, feature, clock, label, at }: Case): Promise<string> {
  const labelled = label ?? "model.fct_orders.status";
  const root = makeProject({
    ...shop,
    ...models,
    ...(model !== undefined && { "models/m.sql": model }),
    "features/features.yml": setOver(nameOf(feature), nameOf(labelled)),
  });
  const { value } = await loadGraph({ root, environment: {} });
  if (value === undefined) throw new Error("the project has errors");
  // The set is there for what stands behind it to be followed; what it asks is asked here.
  const { bound, said } = await bindAll(root, Object.keys(value.graph.nodes).filter(isNoFeature));
  expect(said).toEqual([]);
  const question = {
    feature,
    label: labelled,
    at: at ?? "ordered_at",
    ...(clock !== undefined && { clock }),
  };
  return renderLeak(askLeak(question, bound, value.graph));
}

describe("findLeak(feature, label, labelNode, context)", () => {
  it.each(leaks.map((each) => [each.name, each] as const))("shows the way of %s", async (_, each) => {
    expect(await leakOf(each)).toBe(each.leak);
  });

  it.each(sound.map((each) => [each.name, each] as const))("lets pass %s", async (_, each) => {
    expect(await leakOf(each)).toBe("none");
  });
});
