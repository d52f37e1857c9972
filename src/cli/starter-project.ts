/** The files of a small working project, by path: what `quern init` writes. It builds at once. */
export function starterProject(name: string): Readonly<Record<string, string>> {
  return {
    "project.yml": projectYml(name),
    ".gitignore": "target/\n.env\n",
    "tsconfig.json": tsconfig,
    "README.md": readme(name),
    "data/orders.csv": orders,
    "models/staging/countries.csv": countries,
    "models/staging/staging.yml": stagingYml,
    "models/staging/stg_orders.sql": stgOrders,
    "models/marts/marts.yml": martsYml,
    "models/marts/customers.sql": customers,
    "tests/orders_are_not_in_the_future.sql": noFutureOrders,
  };
}

const projectYml = (name: string) => `name: ${name}
stages: [staging, marts] # in order: a stage reads itself and earlier ones; only the first reads sources
models:
  staging: {materialized: view}
  marts: {materialized: table}
vars:
  big_order: 100
target: dev
targets:
  dev: {type: duckdb, path: target/${name}.duckdb}
`;

/** For editors, once there are models in TypeScript; `quern check` writes what it extends. */
const tsconfig = `{
  "extends": "./target/types/base.json",
  "include": ["models", "macros", "target/types/*.d.ts"]
}
`;

const readme = (name: string) => `# ${name}

    quern check                        # types, columns and rules of all of it, before anything runs
    quern build                        # raw files to tested tables
    quern show customers               # look at one
    quern ls --select +customers       # what it is made of
    quern build --select state:modified+ --state PATH   # what a change touches
    quern --help

\`models/\` holds the models, one file each, with their descriptions and tests in YAML beside them; \`data/\` the raw files,
\`tests/\` queries that must return no row. \`target/\` is generated.
`;

const orders = `order_id,customer,country_code,ordered_at,amount,status
1,ana@example.com,KR,2026-01-03 09:12:00,120.50,paid
2,ben@example.com,JP,2026-01-04 18:40:00,35.00,paid
3,ana@example.com,KR,2026-01-19 21:05:00,80.25,refunded
4,chloe@example.com,FR,2026-02-02 07:55:00,15.90,paid
5,ben@example.com,JP,2026-02-11 12:30:00,240.00,paid
6,dan@example.com,KR,2026-02-20 23:59:00,64.00,paid
`;

const countries = `code,name
FR,France
JP,Japan
KR,South Korea
`;

const stagingYml = `sources:
  - name: raw
    description: Files as the shop exports them.
    path: data/{table}.csv
    tables:
      - name: orders
        columns:
          - {name: order_id, tests: [unique, not_null]}

models:
  - name: stg_orders
    description: One row per order, typed.
    columns:
      - {name: order_id, tests: [unique, not_null]}
      - name: status
        tests:
          - accepted_values: {values: [paid, refunded]}
      - name: country_code
        tests:
          - relationships: {to: 'ref "countries"', field: code}

seeds:
  - name: countries
    columns:
      - {name: code, tests: [unique, not_null]}
`;

const stgOrders = `select
  order_id::bigint as order_id,
  lower(trim(customer)) as customer,
  country_code,
  ordered_at::timestamp as ordered_at,
  amount::decimal(12, 2) as amount,
  status
from {{source "raw" "orders"}}
`;

const martsYml = `models:
  - name: customers
    description: One row per customer, with what they have paid.
    columns:
      - {name: customer, description: E-mail address in lower case, tests: [unique, not_null]}
      - name: revenue
        tests:
          - accepted_range: {min: 0}
`;

const customers = `select
  o.customer,
  any_value(c.name) as country,
  count(*) as orders,
  coalesce(sum(o.amount) filter (where o.status = 'paid'), 0) as revenue,
  count(*) filter (where o.amount >= {{var "big_order"}}) as big_orders,
  min(o.ordered_at) as first_order_at,
  max(o.ordered_at) as last_order_at
from {{ref "stg_orders"}} as o
left join {{ref "countries"}} as c on c.code = o.country_code
group by o.customer
`;

const noFutureOrders = `-- Rows returned are failures.
select * from {{ref "stg_orders"}}
where ordered_at > timestamp '2100-01-01'
`;
