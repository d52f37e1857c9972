import { describe, expect, it } from "vitest";
import { makeDiskProject } from "../run/typescript-project.ts";
import { check, type Files } from "./checked-project.ts";

/** Orders and lines of a shop, with three views of them, and whatever a set takes of these. */
function shop(set: string, views = ""): Files {
  return {
    "project.yml": "name: small\nrules: {no_key_test: off, unused_model: off, unused_source: off}\n",
    "models/staging/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, tests: [unique]}
          - {name: customer_id, type: BIGINT}
          - {name: amount, type: DOUBLE}
          - {name: ordered_at, type: TIMESTAMP}
          - {name: loaded_at, type: TIMESTAMP}
      - name: customers
        columns:
          - {name: customer_id, type: BIGINT, tests: [unique]}
          - {name: country, type: VARCHAR}
          - {name: household_id, type: BIGINT}
          - {name: updated_at, type: TIMESTAMP}
`,
    "models/staging/stg_orders.sql": 'select * from {{source "raw" "orders"}}\n',
    "models/staging/stg_customers.sql": 'select * from {{source "raw" "customers"}}\n',
    "models/marts/orders.sql": "",
    "models/marts/fct_orders.sql": `select
  order_id,
  customer_id,
  amount,
  ordered_at,
  loaded_at,
  cast(ordered_at as date) as ordered_on,
  lead(ordered_at) over (partition by customer_id order by ordered_at)
    as next_ordered_at,
  row_number() over (partition by customer_id order by ordered_at) as number
from {{ref "stg_orders"}}
`,
    "models/marts/dim_customers.sql": `with orders as (
  select customer_id, count(*) as orders
  from {{ref "fct_orders"}}
  group by customer_id
)
-- Not this count(*) over stg_customers.
select count(*) over () as customers, customers.customer_id, customers.country, customers.household_id, customers.updated_at, orders.orders
from {{ref "stg_customers"}} as customers
left join orders on orders.customer_id = customers.customer_id
`,
    "features/features.yml": `entities:
  - name: customer
    key: customer_id
    joins: [{to: household, from: dim_customers}]
  - {name: household, key: household_id}
features:
  - name: orders
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    features:
      - {name: revenue, agg: sum, column: amount, windows: [30d, 90d]}
      - {name: gap, agg: mean, column: "date_diff('day', ordered_at, next_ordered_at)", windows: [30d, 90d]}
      - {name: ordinal, agg: max, column: number}
      - {name: gap_ratio, expr: "gap_30d / gap_90d"}
  - name: customers
    entity: customer
    from: dim_customers
    features: [{name: country}, {name: orders_so_far, column: orders}]
${views}feature_sets:
  - name: churn_training
    entity: customer
    spine: {every: 7d, from: 2024-01-01, to: 2024-03-01, entities: dim_customers}
    label: {name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 60d}
${set}`,
  };
}

const said = async (set: string, views?: string) =>
  (await check(shop(set, views))).said.map((line) => line.replace(/^features\/features\.yml:/, ""));

describe("rule leak", () => {
  it("takes what the rows of past orders tell, and what customers are", async () => {
    expect(await said("    features: [orders.revenue_*, orders.ordinal, customers.country]\n")).toEqual([]);
  });

  it("says at the line of the feature by which way it sees the label, windows alike together", async () => {
    expect(
      await said(`    features:
      - orders.revenue_30d
      - orders.gap_*
      - customers.*
`),
    ).toEqual([
      '27:9 Q1256 churn_training: orders.gap_30d and 2 more like it see the label "churned": fct_orders.next_ordered_at <- lead(stg_orders.ordered_at) in models/marts/fct_orders.sql:8 (leak)',
      '28:9 Q1255 churn_training: customers.orders_so_far sees the label "churned": dim_customers.orders <- count(fct_orders) in models/marts/dim_customers.sql:2 (leak)',
    ]);
  });

  it("says what to do, by what is wrong", async () => {
    const { diagnostics } = await check(
      shop("    features: [orders.gap_30d, customers.orders_so_far, days.spent]\n", days("ordered_on")),
    );
    expect(diagnostics.map(({ code, severity, hint }) => [code, severity, hint])).toEqual([
      ["Q1256", "error", expect.stringMatching(/^rows of later moments get in: look back only .* `allow: /)],
      ["Q1255", "error", expect.stringMatching(/^the table is of today.* snapshot/)],
      ["Q1257", "error", expect.stringMatching(/^the `timestamp` is the start of a day .* `known_at`/)],
    ]);
  });

  it("finds days that are stamped with their midnight, unless it is said when they are known", async () => {
    const set = "    features: [days.spent]\n";
    expect(await said(set, days("ordered_on"))).toEqual([
      expect.stringMatching(
        /^30:16 Q1257 churn_training: days sees the label "churned": rows of fct_orders <- rows of stg_orders in /,
      ),
    ]);
    expect(await said(set, days("ordered_on", "    known_at: ordered_at\n"))).toEqual([]);
    expect(await said(set, days("date_trunc('day', ordered_at)"))).toEqual([
      expect.stringContaining("Q1257 churn_training: days"),
    ]);
    expect(await said(set, days("ordered_on + interval 1 day"))).toEqual([]);
    expect(await said(set, days("date_trunc('day', ordered_at) + interval 1 day"))).toEqual([]);
    expect(await said(set, days("ordered_at"))).toEqual([]);
    expect(await said(set, days("loaded_at"))).toEqual([]);
  });

  it("finds rows that are there only since something came later, of all features of a view at once", async () => {
    const views = `  - name: regulars
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    where: next_ordered_at is not null
    features: [{name: count, agg: count}, {name: most, agg: max, column: amount}]
`;
    expect(await said("    features: [regulars.*]\n", views)).toEqual([
      '31:16 Q1256 churn_training: regulars sees the label "churned": fct_orders.next_ordered_at <- lead(stg_orders.ordered_at) in models/marts/fct_orders.sql:8 (leak)',
    ]);
  });

  it("follows the way to another entity", async () => {
    const views = `  - name: addresses
    entity: household
    from: dim_customers
    key: household_id
    features: [{name: where_to, column: country}]
`;
    expect(await said("    features: [addresses.where_to]\n", views)).toEqual([]);
  });

  it("takes a snapshot as of the moment", async () => {
    const snapshot = (strategy: string): Files => ({
      "models/marts/snap.sql": `{{config materialized="snapshot" unique_key="customer_id" ${strategy}}} select * from {{ref "dim_customers"}}`,
    });
    const views = `  - name: states
    entity: customer
    from: snap
    features: [{name: country}, {name: orders}]
`;
    const files = shop("    features: [states.*]\n", views);
    const byValues = await check({ ...files, ...snapshot('strategy="check" check_cols="all"') });
    expect(byValues.said).toEqual([]);
    const byTime = await check({ ...files, ...snapshot('strategy="timestamp" updated_at="updated_at"') });
    expect(byTime.said).toEqual([
      expect.stringContaining(
        'states.orders sees the label "churned": snap.orders <- dim_customers.orders <- count(fct_orders)',
      ),
    ]);
  });

  it("takes the history of a view as exact, and its current values as those of today", async () => {
    const views = (from: string, clock = "") => `  - name: habits
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    history: {every: 30d, from: 2024-01-01, to: 2024-03-01}
    features: [{name: revenue, agg: sum, column: amount}]
  - name: trends
    entity: customer
    from: ${from}
${clock}    features: [{name: level, ${clock ? "agg: last, " : ""}column: revenue}]
`;
    const set = "    features: [trends.level]\n";
    expect(await said(set, views("habits_history", "    timestamp: as_of\n"))).toEqual([]);
    expect(await said(set, views("habits"))).toEqual([
      expect.stringContaining("trends.level sees the label"),
    ]);
  });

  it("finds the label of another set among the features", async () => {
    const views = `  - name: others
    entity: customer
    from: other_training
    timestamp: as_of
    features: [{name: churned_then, agg: last, column: churned}, {name: orders_then, agg: last, column: revenue_30d}]
`;
    const sets = (features: string) => `    features: [${features}]
  - name: other_training
    entity: customer
    spine: {every: 7d, from: 2024-01-01, to: 2024-03-01, entities: dim_customers}
    label: {name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 60d}
    features: [orders.revenue_30d]
`;
    expect(await said(sets("others.orders_then"), views)).toEqual([]);
    expect(await said(sets("others.churned_then"), views)).toEqual([
      expect.stringContaining('others.churned_then sees the label "churned": other_training.churned <- '),
    ]);
  });

  it("is silenced by an allowance, and as severe as the project says", async () => {
    const set = "    features: [customers.*]\n";
    expect(await said(`${set}    allow: [{rule: leak, reason: the count is of another shop}]\n`)).toEqual([]);
    const files = shop(set);
    const rules = { "project.yml": `${files["project.yml"]}`.replace("{no_key", "{leak: warn, no_key") };
    const { diagnostics } = await check({ ...files, ...rules });
    expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual(["Q1255 warning"]);
  });

  it("is quiet about sets that are not asked for", async () => {
    const { said: nothing } = await check(shop("    features: [customers.*]\n"), ["model.fct_orders"]);
    expect(nothing).toEqual([]);
  });
});

function days(timestamp: string, more = ""): string {
  return `  - name: days
    entity: customer
    from: fct_orders
    timestamp: ${timestamp}
${more}    features: [{name: spent, agg: sum, column: amount}]
`;
}

describe("a build of a set that leaks", () => {
  const files = {
    "models/fct_orders.csv":
      "order_id,customer_id,amount,ordered_at\n1,1,10,2024-01-01 10:00:00\n2,1,20,2024-02-01 10:00:00\n",
    "models/models.yml": "seeds: [{name: fct_orders, config: {column_types: {ordered_at: TIMESTAMP}}}]\n",
    "models/totals.sql": 'select customer_id, sum(amount) as spent from {{ref "fct_orders"}} group by 1\n',
    "features/features.yml": `entities: [{name: customer, key: customer_id}]
features: [{name: totals_now, entity: customer, from: totals, features: [{name: spent}]}]
feature_sets:
  - name: training
    entity: customer
    spine: {every: 7d, from: 2024-01-01, to: 2024-01-15, entities: totals}
    label: {name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 7d}
    features: [totals_now.spent]
`,
  };

  it("does not begin", async () => {
    const project = makeDiskProject(files);
    const { diagnostics, statuses } = await project.build();
    expect(statuses).toEqual({});
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'Q1255 training: totals_now.spent sees the label "churned": totals.spent <- sum(fct_orders.amount) in models/totals.sql:1 (leak)',
    ]);
  });

  it("does where the set allows it", async () => {
    const project = makeDiskProject({
      ...files,
      "features/features.yml": `${files["features/features.yml"]}    allow: [{rule: leak, reason: a trial}]\n`,
    });
    const { diagnostics, statuses } = await project.build();
    expect(diagnostics).toEqual([]);
    expect(statuses.training).toBe("success");
  });
});
