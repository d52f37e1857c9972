import { describe, expect, it } from "vitest";
import type { NodeId } from "../../../src/graph/types.ts";
import { plain, resolveSound, setOf } from "./resolve-features.ts";

const views = `features:
  - name: orders
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    features:
      - {name: n, agg: count, windows: [7d, 30d]}
      - {name: revenue, agg: sum, column: amount, windows: [30d], unit: KRW, description: Revenue.}
  - name: events
    entity: customer
    from: fct_events
    timestamp: happened_at
    features:
      - {name: n, agg: count, windows: [7d]}
      - {name: sessions, agg: count_distinct, column: session_id}
`;
const spine =
  "spine: {every: 7d, from: 2024-01-01, to: 2025-01-01, entities: dim_customers, alive_since: signup_at}";

async function churn(...parts: readonly string[]) {
  const lines = parts.map((part) => `    ${part}\n`).join("");
  const graph = await resolveSound({
    "features/views.yml": views,
    "features/set.yml": `feature_sets:\n  - name: churn\n    entity: customer\n${lines}`,
  });
  return { graph, node: setOf(graph, "churn") };
}

const names = (node: { readonly columns: readonly { readonly name: string }[] }) =>
  node.columns.map(({ name }) => name);

describe("buildSet(definition, settings, features, views)", () => {
  it("takes columns by name and by wildcard, each once, and tells those of one name apart by their views", async () => {
    const { node } = await churn(
      spine,
      'features: [orders.revenue_30d, orders.*, events.n_*, {name: rate, expr: "1"}]',
    );
    expect(names(node)).toEqual([
      "customer_id",
      "as_of",
      "revenue_30d",
      "orders_n_7d",
      "n_30d",
      "events_n_7d",
      "rate",
    ]);
    expect(node.set.features).toEqual([
      {
        view: "feature_view.orders",
        columns: [
          { column: "revenue_30d", as: "revenue_30d" },
          { column: "n_7d", as: "orders_n_7d" },
          { column: "n_30d", as: "n_30d" },
        ],
        joins: [],
      },
      { view: "feature_view.events", columns: [{ column: "n_7d", as: "events_n_7d" }], joins: [] },
    ]);
    expect(node.columns[2]).toMatchObject({ description: "Revenue (last 30 days).", meta: { unit: "KRW" } });
  });

  it("depends on the views and on all that they read, but reads rows of the latter alone", async () => {
    const { node } = await churn(
      spine,
      "features: [orders.n_7d, events.sessions]",
      "label: {name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 60d}",
    );
    expect(node.dependsOn).toEqual([
      "model.dim_customers",
      "model.fct_orders",
      "feature_view.orders",
      "feature_view.events",
      "model.fct_events",
    ]);
    expect(node.reads).toEqual(["model.dim_customers", "model.fct_orders", "model.fct_events"]);
  });

  it("reads a view's table where it is told to", async () => {
    const { node } = await churn("spine: {model: orders}", "features: [orders.n_7d]");
    expect(node.reads).toEqual(["feature_view.orders", "model.fct_orders"]);
    expect(plain(node.set.spine)).toEqual({
      kind: "rows",
      node: "feature_view.orders",
      key: [{ text: "customer_id" }],
      asOf: { sql: "as_of" },
      keep: [],
    });
  });

  it("knows spines of steps, of rows and of any node", async () => {
    const ofSteps = await churn(
      spine.replace("2024-01-01", "2024-01-01T09:00:00+09:00"),
      "timezone: Asia/Seoul",
      "features: [orders.n_7d]",
    );
    expect(plain(ofSteps.node.set.spine)).toEqual({
      kind: "every",
      step: { amount: 7, unit: "day" },
      from: "2024-01-01T00:00:00.000Z",
      to: "2024-12-31T15:00:00.000Z",
      population: {
        node: "model.dim_customers",
        key: [{ text: "customer_id" }],
        aliveSince: { sql: "signup_at" },
      },
    });
    const ofRows = await churn(
      "spine: {at: fct_orders, timestamp: ordered_at, where: amount > 0, from: 2024-01-01, keep: [order_id], key: [buyer]}",
      "features: [orders.n_7d]",
    );
    expect(plain(ofRows.node.set.spine)).toEqual({
      kind: "rows",
      node: "model.fct_orders",
      key: [{ text: "buyer" }],
      asOf: { sql: "ordered_at" },
      where: { sql: "amount > 0" },
      from: "2024-01-01T00:00:00.000Z",
      keep: [{ text: "order_id" }],
    });
    expect(names(ofRows.node)).toEqual(["customer_id", "as_of", "order_id", "n_7d"]);
  });

  it("knows labels of existence and of values, and what is drawn, weighed, split and encoded", async () => {
    const { node } = await churn(
      spine,
      "features: [orders.n_7d]",
      "label: {name: spend, from: fct_orders, agg: sum, column: amount, timestamp: ordered_at, within: 3mo, default: 0}",
      "sample: {share: 20%, seed: x}",
      "balance: weights",
      "split: {by: entity, train: 0.8, test: 0.2}",
      "encode: [{column: n_7d, method: standard}, {column: n_7d, method: target, folds: 3, as: worth}]",
    );
    expect(plain(node.set)).toMatchObject({
      label: {
        name: "spend",
        node: "model.fct_orders",
        within: { amount: 3, unit: "month" },
        value: { kind: "aggregate", aggregate: { kind: "sum", value: { sql: "amount" } } },
        default: { sql: "0" },
      },
      sample: { share: 0.2, seed: "x" },
      balance: { kind: "weights" },
      split: {
        kind: "hash",
        of: "entity",
        seed: "churn",
        parts: [
          { name: "train", share: 0.8 },
          { name: "test", share: 0.2 },
        ],
      },
      encodings: [
        { column: "n_7d", as: "n_7d_standard", method: "standard", parameters: {} },
        { column: "n_7d", as: "worth", method: "target", parameters: { folds: 3 } },
      ],
    });
    expect(names(node)).toEqual([
      "customer_id",
      "as_of",
      "n_7d",
      "spend",
      "split",
      "weight",
      "n_7d_standard",
      "worth",
    ]);
  });

  it("knows how far the rows of parts of time look: as the label does, or as it is said", async () => {
    const splitOf = async (purge: string) => {
      const label = "label: {name: y, exists: fct_orders, timestamp: ordered_at, within: 2mo}";
      const split = `split: {by: time, train: 2024-06-01, test: end${purge}}`;
      return plain((await churn(spine, "features: [orders.n_7d]", label, split)).node.set.split);
    };
    const plainSplit = {
      kind: "time",
      parts: [{ name: "train", until: "2024-06-01T00:00:00.000Z" }, { name: "test" }],
    };
    expect(await splitOf("")).toEqual(plainSplit);
    expect(await splitOf(", purge: false")).toEqual(plainSplit);
    expect(await splitOf(", purge: true")).toEqual({ ...plainSplit, purge: { amount: 2, unit: "month" } });
    expect(await splitOf(", purge: 2w")).toEqual({ ...plainSplit, purge: { amount: 14, unit: "day" } });
  });

  it("finds features of other entities by the fewest joins", async () => {
    const graph = await resolveSound({
      "features/entities.yml": `entities:
  - name: customer
    key: customer_id
    joins: [{to: household, from: members, key: {customer_id: member_id}, timestamp: joined_at}]
  - name: household
    key: household_id
    joins: [{to: region, from: snap, foreign_key: country}]
  - {name: region, key: region_id}
`,
      "features/region.yml": `features:
  - {name: weather, entity: region, from: fct_events, timestamp: happened_at, features: [{name: days, agg: count}]}
feature_sets:
  - {name: churn, entity: customer, ${spine}, features: [weather.days]}
`,
    });
    const { set, dependsOn } = setOf(graph, "churn");
    expect(plain(set.features[0]?.joins)).toEqual([
      {
        to: "household",
        node: "model.members",
        key: [{ text: "member_id" }],
        foreignKey: [{ text: "household_id" }],
        clock: { kind: "events", timestamp: { sql: "joined_at" } },
        where: [],
        zone: "UTC",
      },
      {
        to: "region",
        node: "snapshot.snap",
        key: [{ text: "household_id" }],
        foreignKey: [{ text: "country" }],
        clock: { kind: "versions", validFrom: { sql: "valid_from" }, validTo: { sql: "valid_to" } },
        where: [],
        zone: "UTC",
      },
    ]);
    expect(dependsOn).toEqual(
      expect.arrayContaining(["model.members", "snapshot.snap", "feature_view.weather"]),
    );
    expect(Object.keys(graph.entities)).toEqual(["customer", "household", "region"]);
  });

  it("finds features of an entity whose key the spine keeps", async () => {
    const graph = await resolveSound({
      "features/product.yml": `entities: [{name: product, key: sku}]
features:
  - {name: sales, entity: product, from: fct_orders, timestamp: ordered_at, features: [{name: sold, agg: count}]}
feature_sets:
  - {name: offers, entity: customer, spine: {at: fct_orders, timestamp: ordered_at, keep: [sku]}, features: [sales.sold]}
`,
    });
    expect(setOf(graph, "offers").set.features[0]).toMatchObject({ key: ["sku"], joins: [] });
  });

  it("makes a history of all columns of a view, which others may read", async () => {
    const graph = await resolveSound({
      "features/views.yml": `${views}    history: {every: 30d, from: 2024-01-01, to: 2025-01-01}
  - {name: trend, entity: customer, from: events_history, timestamp: as_of, features: [{name: peak, agg: max, column: n_7d}]}
`,
    });
    const node = setOf(graph, "events_history");
    expect(names(node)).toEqual(["customer_id", "as_of", "n_7d", "sessions"]);
    expect(node.set).toMatchObject({ historyOf: "feature_view.events", spine: { kind: "every" } });
    expect(node.reads).toEqual(["model.fct_events"]);
    expect(graph.nodes["feature_view.trend" as NodeId]?.dependsOn).toEqual(["training_set.events_history"]);
  });

  it("takes the tests of the features it takes", async () => {
    const graph = await resolveSound({
      "features/views.yml": views.replace("windows: [7d]}", "windows: [7d], tests: [not_null]}"),
      "features/set.yml": `feature_sets:\n  - {name: churn, entity: customer, ${spine}, features: [events.n_7d]}\n`,
    });
    const tests = Object.values(graph.nodes).filter(({ kind }) => kind === "test");
    expect(tests.map(({ name }) => name)).toEqual(["not_null_churn_n_7d", "not_null_events_n_7d"]);
  });
});
