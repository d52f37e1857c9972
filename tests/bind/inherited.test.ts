import { describe, expect, it } from "vitest";
import { describeColumns, findDescription } from "../../src/bind/inherited-docs.ts";
import { inheritedTests } from "../../src/bind/inherited-tests.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { loadGraph } from "../../src/pipeline.ts";
import { bindAll, makeProject } from "./bound-project.ts";

const orders = '{{source "raw" "orders"}}';

async function open(files: Readonly<Record<string, string>>) {
  const root = makeProject(files);
  const { bound } = await bindAll(root);
  const { value } = await loadGraph({ root, environment: {} });
  if (value === undefined) throw new Error("the project has errors");
  const { graph } = value;
  return {
    bound,
    graph,
    /** `order_id: The key. (source.raw.orders.order_id)` */
    docs: (id: string) =>
      Object.entries(describeColumns(bound, graph, id as NodeId)).map(
        ([name, { text, from }]) => `${name}: ${text}${from ? ` (${from.node}.${from.column})` : ""}`,
      ),
    tests: (id: string, column: string) =>
      inheritedTests(bound, graph, id as NodeId, column).map(({ test }) => test.replace(/^test\./, "")),
  };
}

const described = {
  "models/stg.sql": `select order_id, customer_id as buyer, amount, amount * 2 as twice, status from ${orders}`,
  "models/stg.yml": `models:
  - name: stg
    columns:
      - {name: order_id, description: The key.}
      - {name: buyer, description: Who bought.}
      - {name: amount, description: In won.}
      - {name: status}
`,
};

describe("findDescription(bound, graph, id, column)", () => {
  it("follows copies all the way, through renaming, CTEs, joins and ephemeral models", async () => {
    const { docs } = await open({
      ...described,
      "models/middle.sql":
        '{{config materialized="ephemeral"}} with q as (select * from {{ref "stg"}}) select order_id as id, buyer, amount, amount + 0 as more from q',
      "models/mart.sql":
        'select m.id, s.buyer as customer, m.more, sum(m.amount) over () as amount from {{ref "middle"}} m left join {{ref "stg"}} s on s.order_id = m.id',
    });
    expect(docs("model.mart")).toEqual([
      "id: The key. (model.stg.order_id)",
      "customer: Who bought. (model.stg.buyer)",
    ]);
    expect(docs("model.middle")).toEqual([
      "id: The key. (model.stg.order_id)",
      "buyer: Who bought. (model.stg.buyer)",
      "amount: In won. (model.stg.amount)",
    ]);
  });

  it("takes the nearest, a column's own first, also of sources and through incremental models", async () => {
    const { docs, bound, graph } = await open({
      "models/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, description: As delivered.}
          - {name: status, type: VARCHAR, description: ""}
`,
      "models/a.sql": `{{config materialized="incremental" strategy="append"}} select ORDER_ID, status from ${orders}`,
      "models/b.sql": 'select order_id, status from {{ref "a"}}',
      "models/c.sql": 'select order_id from {{ref "b"}}',
      "models/b.yml": "models: [{name: b, columns: [{name: Order_ID, description: Ours.}]}]",
    });
    expect(docs("model.a")).toEqual(["order_id: As delivered. (source.raw.orders.order_id)"]);
    expect(docs("model.b")).toEqual(["order_id: Ours."]);
    expect(docs("model.c")).toEqual(["order_id: Ours. (model.b.order_id)"]);
    expect(findDescription(bound, graph, "model.gone" as NodeId, "x")).toBeUndefined();
    expect(findDescription({ nodes: {} }, graph, "model.b" as NodeId, "order_id")).toEqual({ text: "Ours." });
  });
});

describe("inheritedTests(bound, graph, id, column)", () => {
  const tested = {
    "models/stg.sql": `select order_id, customer_id, amount, status, ordered_at from ${orders}`,
    "models/customers.sql": `select distinct customer_id from ${orders}`,
    "models/stg.yml": `models:
  - name: stg
    contract: true
    columns:
      - {name: order_id, type: bigint, constraints: [{type: primary_key}]}
      - name: customer_id
        type: bigint
        tests: [not_null, relationships: {to: customers}, relationships: {to: customers, from_condition: amount > 0, name: partly}]
      - name: amount
        type: decimal(10,2)
        tests: [accepted_range: {min: 0}, accepted_range: {max: customer_id, name: by_column}, not_null: {severity: warn}]
      - name: status
        type: varchar
        tests: [accepted_values: {values: [paid, open]}, not_null: {where: amount > 0}, not_empty_string: {error_if: "> 5"}]
      - {name: ordered_at, type: timestamp, tests: [accepted_range: {min: "2020-01-01", name: recent}]}
`,
  };
  const toCustomers = "relationships_stg_customer_id__ref_customers_";
  const inRange = "accepted_range_stg_amount__0";
  const oneOf = "accepted_values_stg_status__paid__open";

  it("keeps what holds for a copy and leaves out what is softer or looks elsewhere", async () => {
    const { tests } = await open({
      ...tested,
      "models/m.sql":
        'select order_id as id, customer_id, amount, status, ordered_at, amount + 1 as more from {{ref "stg"}} where amount > 5',
    });
    expect(tests("model.m", "id")).toEqual([
      "contract_not_null_stg_order_id",
      "contract_unique_stg_order_id",
    ]);
    expect(tests("model.m", "customer_id")).toEqual(["not_null_stg_customer_id", toCustomers]);
    expect(tests("model.m", "amount")).toEqual([inRange]);
    expect(tests("model.m", "status")).toEqual([oneOf]);
    expect(tests("model.m", "ordered_at")).toEqual(["recent"]);
    expect(tests("model.m", "more")).toEqual([]);
    expect(tests("model.m", "nothing")).toEqual([]);
    expect(tests("model.stg", "order_id")).toEqual([]);
  });

  it("gives up not_null behind an outer join, and unique where rows may be multiplied", async () => {
    const { tests } = await open({
      ...tested,
      "models/joined.sql":
        'select s.order_id, s.status, c.order_id as other, c.status as other_status from {{ref "stg"}} s left join {{ref "stg"}} c on c.customer_id = s.customer_id',
      "models/listed.sql": 'select order_id, unnest([1, 2]) as n from {{ref "stg"}}',
      "models/twice.sql": 'select order_id from {{ref "stg"}} union all select order_id from {{ref "stg"}}',
      "models/crossed.sql": 'select order_id from {{ref "stg"}}, range(3)',
      "models/chosen.sql":
        'with q as (select *, row_number() over (order by amount) as n from {{ref "stg"}}) select distinct order_id, n from q where customer_id in (select customer_id from {{ref "customers"}}) order by n limit 5',
      "models/after.sql": 'select order_id from {{ref "joined"}}',
    });
    const filled = "contract_not_null_stg_order_id";
    expect(tests("model.joined", "order_id")).toEqual([filled]);
    expect(tests("model.joined", "other")).toEqual([]);
    expect(tests("model.joined", "other_status")).toEqual([oneOf]);
    expect(tests("model.listed", "order_id")).toEqual([filled]);
    expect(tests("model.crossed", "order_id")).toEqual([filled]);
    expect(tests("model.chosen", "order_id")).toEqual([filled, "contract_unique_stg_order_id"]);
    expect(tests("model.after", "order_id")).toEqual([filled]);
    expect(tests("model.twice", "order_id")).not.toContain("contract_unique_stg_order_id");
  });

  it("leaves to a node what it tests itself, and inherits nothing through rows that may be older", async () => {
    const { tests } = await open({
      ...tested,
      "models/m.sql": 'select order_id, customer_id from {{ref "stg"}}',
      "models/m.yml": `models:
  - name: m
    columns:
      - {name: order_id, tests: [not_null, unique: {severity: warn}]}
      - {name: customer_id, tests: [relationships: {to: customers, field: customer_id}]}
`,
      "models/grown.sql":
        '{{config materialized="incremental" strategy="append"}} select order_id from {{ref "stg"}}',
      "models/reader.sql": 'select order_id from {{ref "grown"}}',
    });
    expect(tests("model.m", "order_id")).toEqual(["contract_unique_stg_order_id"]);
    expect(tests("model.m", "customer_id")).toEqual(["not_null_stg_customer_id"]);
    expect(tests("model.grown", "order_id")).toEqual([]);
    expect(tests("model.reader", "order_id")).toEqual([]);
  });
});
