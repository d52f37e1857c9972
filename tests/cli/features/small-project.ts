import { makeFolder } from "../support.ts";

/** A project of two entities, three views and a set, at a fixed moment. */
export function smallProject(files: Readonly<Record<string, string>> = {}): string {
  return makeFolder({
    "project.yml": "name: small\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/small.duckdb}\n",
    "models/sources.yml":
      "sources:\n  - name: raw\n    path: data/{table}.csv\n    tables: [{name: orders}]\n",
    "data/orders.csv":
      "customer_id,country,sku,ordered_at,amount\n1,kr,a,2025-06-29 10:00:00,10.50\n1,kr,b,2025-06-30 10:00:00,20\n2,jp,a,2025-01-02 00:00:00,5\n",
    "models/fct_orders.sql":
      'select customer_id, country, sku, ordered_at, amount::decimal(10, 2) as amount from {{source "raw" "orders"}}\n',
    "features/features.yml": features,
    ...files,
  });
}

const features = `entities:
  - {name: customer, key: customer_id, description: Who buys.}
  - {name: product, key: [country, sku]}
  - {name: visitor, key: visitor_id}
features:
  - name: orders
    description: |
      Orders of a customer.
      Paid or not.
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    as_of: 2025-07-01
    features:
      - {name: order_count, agg: count, windows: [7d, lifetime], description: How many.}
      - {name: revenue, agg: sum, column: amount, windows: [30d], default: 0, unit: KRW}
  - name: habits
    entity: customer
    from: fct_orders
    timestamp: ordered_at
    as_of: 2025-06-30
    features:
      - {name: last_sku, agg: last, column: sku}
  - name: sales
    entity: product
    from: fct_orders
    timestamp: ordered_at
    as_of: 2025-07-01
    features:
      - {name: sold, agg: count}
feature_sets:
  - name: churn
    entity: customer
    spine: {at: fct_orders, timestamp: ordered_at}
    features:
      - orders.*
      - habits.last_sku
      - {name: mean_order, expr: "revenue_30d / nullif(order_count_7d, 0)"}
    label: {name: churned, not_exists: fct_orders, timestamp: ordered_at, within: 60d}
  - name: at_purchase
    entity: customer
    spine: {at: fct_orders, timestamp: ordered_at, keep: [country, sku]}
    features: [orders.order_count_7d, sales.sold]
`;
