import { describe, expect, it } from "vitest";
import type { NodeId } from "../../../src/graph/types.ts";
import { plain, resolveSound, viewOf } from "./resolve-features.ts";

const head =
  "features:\n  - name: orders\n    entity: customer\n    from: fct_orders\n    timestamp: ordered_at\n";

async function orders(rest: string, files: Readonly<Record<string, string>> = {}) {
  const graph = await resolveSound({ ...files, "features/shop/orders.yml": `${head}${rest}` });
  return { graph, node: viewOf(graph, "orders") };
}

const count = "    features: [{name: n, agg: count}]\n";

describe("buildView(definition, settings, features)", () => {
  it("makes a column of each value and window, in order, under names that can be told beforehand", async () => {
    const { node } = await orders(`    features:
      - {name: order_count, agg: count, windows: [7d, "12 months", lifetime]}
      - {name: spend, agg: sum, column: amount, by: category, values: [shoes, "Home & Garden", 3], windows: 90d}
      - {name: share, agg: share, by: category, values: {others: "n/a"}}
      - {name: recency_days, agg: days_since_last}
      - {name: aov, expr: "spend_shoes_90d / order_count_7d"}
`);
    expect(node.view.outputs.map(({ name }) => name)).toEqual([
      "order_count_7d",
      "order_count_12mo",
      "order_count_lifetime",
      "spend_shoes_90d",
      "spend_home_garden_90d",
      "spend_3_90d",
      "share_others",
      "recency_days",
      "aov",
    ]);
    expect(node.columns.map(({ name }) => name)).toEqual([
      "customer_id",
      "as_of",
      ...node.view.outputs.map(({ name }) => name),
    ]);
  });

  it("says what each column computes", async () => {
    const { node } = await orders(`    features:
      - {name: a, agg: count, column: amount, windows: 2w, where: x > 1, default: 0}
      - {name: b, agg: count, by: kind, values: [web], where: x > 1}
      - {name: c, agg: median, column: amount}
      - {name: d, agg: share, by: kind, values: [web], column: amount}
      - {name: e, agg: count_distinct, column: "ordered_at::date", approximate: true, ttl: 1y}
      - {name: f, agg: list_last_k, column: sku, k: 5}
      - {name: g, agg: ratio, numerator: x, denominator: y}
`);
    expect(plain(node.view.outputs)).toEqual([
      {
        kind: "aggregate",
        feature: "a",
        name: "a_2w",
        default: { sql: "0" },
        aggregate: { kind: "count_values", value: { sql: "amount" } },
        window: { amount: 14, unit: "day" },
        where: [{ sql: { sql: "x > 1" } }],
      },
      {
        kind: "aggregate",
        feature: "b",
        name: "b_web",
        aggregate: { kind: "count" },
        window: null,
        where: [{ sql: { sql: "x > 1" } }, { sql: { sql: "kind" }, equals: "web" }],
      },
      {
        kind: "aggregate",
        feature: "c",
        name: "c",
        aggregate: { kind: "quantile", value: { sql: "amount" }, fraction: 0.5 },
        window: null,
        where: [],
      },
      {
        kind: "aggregate",
        feature: "d",
        name: "d_web",
        aggregate: { kind: "share", value: { sql: "kind" }, equals: "web", weight: { sql: "amount" } },
        window: null,
        where: [],
      },
      {
        kind: "aggregate",
        feature: "e",
        name: "e",
        aggregate: { kind: "approx_count_distinct", value: { sql: "ordered_at::date" } },
        window: { amount: 1, unit: "year" },
        where: [],
      },
      {
        kind: "aggregate",
        feature: "f",
        name: "f",
        aggregate: { kind: "list_last", value: { sql: "sku" }, length: 5 },
        window: null,
        where: [],
      },
      {
        kind: "aggregate",
        feature: "g",
        name: "g",
        aggregate: { kind: "ratio", numerator: { sql: "x" }, denominator: { sql: "y" } },
        window: null,
        where: [],
      },
    ]);
  });

  it("finds the key by its place in a list, by its name in a map, and by the same name otherwise", async () => {
    const entities = {
      "features/entities.yml": "entities:\n  - {name: customer, key: [shop, customer_id]}\n",
    };
    const keyOf = async (key: string) =>
      plain((await orders(`${key}${count}`, entities)).node.view.sourceKey);
    expect(await keyOf("")).toEqual([{ text: "shop" }, { text: "customer_id" }]);
    expect(await keyOf("    key: [a, b]\n")).toEqual([{ text: "a" }, { text: "b" }]);
    expect(await keyOf("    key: {customer_id: buyer}\n")).toEqual([{ text: "shop" }, { text: "buyer" }]);
  });

  it("takes the states of a snapshot from its own columns, but not those that tell of deletions", async () => {
    const profile =
      "features:\n  - {name: profile, entity: customer, from: snap, features: [{name: country}]}\n";
    const snapshot = (settings: string) => ({
      "models/snap.sql": `{{config materialized="snapshot" strategy="check" unique_key="customer_id"${settings}}}\nselect * from {{ref "dim_customers"}}\n`,
      "features/profile.yml": profile,
    });
    const plainly = viewOf(await resolveSound(snapshot("")), "profile").view;
    expect(plain([plainly.clock, plainly.where])).toEqual([
      { kind: "versions", validFrom: { sql: "valid_from" }, validTo: { sql: "valid_to" } },
      [],
    ]);
    const deleting = viewOf(await resolveSound(snapshot(' hard_deletes="new_record"')), "profile").view;
    expect(plain(deleting.where)).toEqual([{ sql: "not is_deleted" }]);
    expect(plain(deleting.outputs)).toEqual([
      { kind: "attribute", value: { sql: "country" }, feature: "country", name: "country" },
    ]);
  });

  it("describes columns by their feature and window, with units, tags and what `columns:` adds", async () => {
    const { node } = await orders(`    columns:
      - {name: revenue_30d, description: As it was last month., tags: [board]}
    features:
      - {name: revenue, agg: sum, column: amount, windows: [30d, 1mo, lifetime], description: Revenue., unit: KRW, tags: [money], meta: {a: 1}, pii: none}
`);
    expect(plain(node.columns.slice(2))).toEqual([
      {
        name: "revenue_30d",
        description: "As it was last month.",
        pii: "none",
        tags: ["money", "board"],
        meta: { a: 1, unit: "KRW" },
        constraints: [],
      },
      {
        name: "revenue_1mo",
        description: "Revenue (last 1 month).",
        pii: "none",
        tags: ["money"],
        meta: { a: 1, unit: "KRW" },
        constraints: [],
      },
      {
        name: "revenue_lifetime",
        description: "Revenue (all time).",
        pii: "none",
        tags: ["money"],
        meta: { a: 1, unit: "KRW" },
        constraints: [],
      },
    ]);
  });

  it("makes nodes of the tests of the view, of features and of columns", async () => {
    const { graph } = await orders(`    tests: [{row_count: {min: 1}}]
    columns: [{name: n, tests: [not_null]}]
    features: [{name: n, agg: count}, {name: m, agg: count, windows: [7d, 30d], tests: [{accepted_range: {min_value: 0}}]}]
`);
    const tests = Object.values(graph.nodes).filter(({ kind }) => kind === "test");
    expect(tests.map(({ name, dependsOn }) => [name, dependsOn])).toEqual(
      [
        "row_count_orders_1",
        "not_null_orders_n",
        "accepted_range_orders_m_7d_0",
        "accepted_range_orders_m_30d_0",
      ].map((name) => [expect.stringContaining(name.replace(/_\d$/, "")), ["feature_view.orders"]]),
    );
  });

  it("takes defaults from project.yml, by folders and for all, and fills their tags", async () => {
    const project = `name: demo
vars: {as_of: 2025-06-30}
features:
  timezone: Asia/Seoul
  as_of: '{{var "as_of"}}'
  tags: [feature]
  shop: {schema: features, owner: crm}
`;
    const { node } = await orders(`    tags: [own]\n${count}`, { "project.yml": project });
    expect(node.settings).toMatchObject({ materialized: "table", schema: "features", owner: "crm" });
    expect(node.tags).toEqual(["feature", "own"]);
    expect([node.view.zone, node.view.asOf.text]).toEqual(["Asia/Seoul", "2025-06-30"]);
  });

  it("says which folders of project.yml's features apply to nothing", async () => {
    const project = "name: demo\nfeatures: {shp: {schema: x}}\n";
    await expect(orders(count, { "project.yml": project })).rejects.toThrow(
      'Q0030 the settings of "shp" apply to nothing — did you mean "shop"?',
    );
  });

  it("reads the nodes that its SQL refs as well", async () => {
    const { node } = await orders(
      `    where: 'amount > (select avg(amount) from {{ref "dim_customers"}})'\n    post_hook: 'grant select on {{this}} to {{ref "members"}}'\n${count}`,
    );
    expect(node.dependsOn).toEqual(["model.fct_orders", "model.dim_customers", "model.members"]);
  });

  it("stands in YAML of models/ as well, beside models", async () => {
    const text = `models: [{name: fct_orders, description: Orders.}]\nentities: []\n${head}${count}`;
    const graph = await resolveSound({ "models/marts/all.yml": text });
    expect(viewOf(graph, "orders").fqn).toEqual(["demo", "marts", "orders"]);
    expect(graph.nodes["model.fct_orders" as NodeId]?.description).toBe("Orders.");
  });

  it("is not there where it is disabled", async () => {
    const graph = await resolveSound({ "features/orders.yml": `${head}    enabled: false\n${count}` });
    expect(Object.keys(graph.nodes)).not.toContain("feature_view.orders");
  });
});
