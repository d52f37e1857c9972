import { describe, expect, it } from "vitest";
import { ruleNames } from "../../src/project/rule-names.ts";
import { check, type Files } from "./checked-project.ts";

interface Case {
  readonly name: string;
  readonly files: Files;
  /** Empty where the rule is right to be quiet. */
  readonly said: readonly string[];
}

const folders = "name: small\n";
const orders = '{{source "raw" "orders"}}';
const mart = (sql: string): Files => ({ "models/marts/orders.sql": sql });
const yaml = (text: string): Files => ({ "models/models.yml": text });
/** A source of which nothing is declared but a table in the warehouse that is not there: its columns have to be declared. */
const customersWithoutKey: Files = {
  "models/staging/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, tests: [unique]}
          - {name: customer_id, type: BIGINT}
          - {name: amount, type: DOUBLE}
      - name: customers
        columns:
          - {name: customer_id, type: BIGINT}
          - {name: country, type: VARCHAR}
`,
  ...yaml(
    "models:\n  - {name: stg_customers, allow: {rule: no_key_test, reason: it has none}}\n  - {name: orders, tests: [unique: {column: order_id}]}\n",
  ),
};
/** A training set of one feature of a table of today, with the label that customers order no more. */
const withFeatures = (feature: string, more = "", name = "features"): Files => ({
  "models/staging/sources.yml": `sources:
  - name: raw
    path: data/{table}.parquet
    tables:
      - {name: orders, columns: [{name: order_id, type: BIGINT, tests: [unique]}, {name: customer_id, type: BIGINT}, {name: ordered_at, type: TIMESTAMP}]}
      - {name: customers, columns: [{name: customer_id, type: BIGINT, tests: [unique]}, {name: country, type: VARCHAR}]}
`,
  "models/staging/stg_orders.sql":
    'select order_id, customer_id, ordered_at from {{source "raw" "orders"}}\n',
  "models/marts/stats.sql":
    'select c.customer_id, any_value(c.country) as country, count(o.order_id) as orders from {{ref "stg_customers"}} c left join {{ref "orders"}} o using (customer_id) group by 1',
  "features/entities.yml": "entities: [{name: customer, key: customer_id}]\n",
  [`features/${name}.yml`]: `features:
  - name: customers${name === "features" ? "" : `_${name}`}
    entity: customer
    from: stats
    tests: [{unique_combination: {columns: [customer_id]}}]
    features:
      - {name: country}
      - {name: orders}
feature_sets:
  - name: training${name === "features" ? "" : `_${name}`}
    entity: customer
    tests: [{unique_combination: {columns: [customer_id, as_of]}}]
    ${more}
    spine: {every: 7d, from: 2024-01-01, to: 2024-03-01, entities: stats}
    label: {name: churned, not_exists: orders, timestamp: ordered_at, within: 60d}
    features: [${name === "features" ? feature : feature.replace(".", `_${name}.`)}]
`,
});

const fanOut =
  'models/marts/orders.sql:1:67 Q0857 rows may multiply in "orders": stg_orders.customer_id and stg_customers.customer_id are joined, and neither is known to be unique (fan_out_join)';

/** One that finds and one that does not, at least, of each rule. */
const cases: Readonly<Record<(typeof ruleNames)[number], readonly Case[]>> = {
  no_key_test: [
    {
      name: "finds a model whose rows nothing tells apart",
      files: { "models/marts/amounts.sql": 'select amount from {{ref "stg_orders"}}' },
      said: [
        'models/marts/amounts.sql:1:1 Q0850 no test says what identifies a row of model "amounts" (no_key_test)',
      ],
    },
    {
      name: "finds a seed and a snapshot",
      files: {
        "models/marts/colours.csv": "name\nred\n",
        "models/marts/history.sql":
          '{{config materialized="snapshot" snapshot_strategy="check" check_cols="amount" unique_key="order_id"}} select * from {{ref "stg_orders"}}',
      },
      said: [
        'models/marts/colours.csv:1:1 Q0850 no test says what identifies a row of seed "colours" (no_key_test)',
        'models/marts/history.sql:1:1 Q0850 no test says what identifies a row of snapshot "history" (no_key_test)',
      ],
    },
    {
      name: "takes a test of its own, of one column or several, and a constraint",
      files: {
        "models/marts/a.sql": 'select amount from {{ref "stg_orders"}}',
        "models/marts/b.sql": 'select amount, customer_id from {{ref "stg_orders"}}',
        "models/marts/c.sql": 'select amount as key from {{ref "stg_orders"}}',
        "models/marts/d.sql": 'select amount as x, customer_id as y from {{ref "stg_orders"}}',
        ...yaml(`models:
  - {name: d, contract: true, columns: [{name: x, type: DOUBLE}, {name: y, type: BIGINT}], constraints: [{type: unique, columns: [x, y]}]}
  - {name: a, columns: [{name: amount, tests: [unique]}]}
  - {name: b, tests: [unique_combination: {columns: [amount, customer_id]}]}
  - {name: c, contract: true, columns: [{name: key, type: DOUBLE, constraints: [{type: primary_key}]}]}
`),
      },
      said: [],
    },
    {
      name: "takes a key that the statement makes sure of",
      files: {
        "models/marts/a.sql": 'select customer_id, sum(amount) as s from {{ref "stg_orders"}} group by 1',
        "models/marts/b.sql": 'select distinct customer_id from {{ref "stg_orders"}}',
        "models/marts/c.sql": `select customer_id, amount from {{ref "stg_orders"}}
          qualify row_number() over (partition by customer_id order by amount) = 1`,
        "models/marts/d.sql": `select amount, customer_id from (
          select *, row_number() over (partition by customer_id order by amount) as n from {{ref "stg_orders"}}) where n = 1`,
        "models/marts/e.sql": 'select sum(amount) as s from {{ref "stg_orders"}}',
      },
      said: [],
    },
    {
      name: "takes a parent's key, through copies and joins that do not multiply rows",
      files: {
        "models/marts/a.sql": `with o as (select order_id as id, customer_id from {{ref "stg_orders"}} where amount > 0),
          sums as (select customer_id, sum(amount) as s from {{ref "stg_orders"}} group by all)
          select cast(o.id as hugeint) as id, c.country, sums.s from o
          left join {{ref "stg_customers"}} c using (customer_id) left join sums using (customer_id)`,
      },
      said: [],
    },
    {
      name: "does not take a parent's key where the join multiplies rows, or the key is computed",
      files: {
        "models/marts/a.sql": `select c.customer_id, o.amount from {{ref "stg_customers"}} c
          left join {{ref "stg_orders"}} o using (customer_id)`,
        "models/marts/b.sql": 'select order_id % 10 as order_id from {{ref "stg_orders"}}',
        "models/marts/c.sql": `select order_id from {{ref "stg_orders"}} union all select order_id from {{ref "stg_orders"}}`,
        "models/marts/d.sql": 'select order_id, unnest([1, 2]) as n from {{ref "stg_orders"}}',
      },
      said: ["a", "b", "c", "d"].map(
        (name) =>
          `models/marts/${name}.sql:1:1 Q0850 no test says what identifies a row of model "${name}" (no_key_test)`,
      ),
    },
    {
      name: "takes the key of an incremental model that its unique_key replaces, and no other",
      files: {
        "models/marts/a.sql": `{{config materialized="incremental" strategy="merge" unique_key="order_id"}} select * from {{ref "stg_orders"}}`,
        "models/marts/b.sql": `{{config materialized="incremental" strategy="append"}} select order_id from {{ref "stg_orders"}}`,
      },
      said: ['models/marts/b.sql:1:1 Q0850 no test says what identifies a row of model "b" (no_key_test)'],
    },
    {
      name: "does not take a test of some rows alone for a key of all",
      files: {
        ...yaml(`models:
  - name: stg_customers
    allow: {rule: no_key_test, reason: one of some rows is there}
`),
        ...customersWithoutKey,
        "models/models.yml": `models:
  - name: stg_customers
    columns: [{name: customer_id, tests: [unique: {where: country is not null}]}]
  - {name: orders, tests: [unique: {column: order_id}]}
`,
      },
      said: [fanOut],
    },
  ],
  source_read_late: [
    {
      name: "finds a mart that reads a source, in a project with folders alone",
      files: {
        "project.yml": folders,
        "models/marts/late.sql": `select order_id\nfrom ${orders}`,
        "models/staging/stg_orders.sql": "select 1 as order_id, 2 as customer_id, 3 as amount",
      },
      said: [
        'models/marts/late.sql:2:21 Q0851 "late" reads the source "raw.orders" itself (source_read_late)',
      ],
    },
    {
      name: "leaves folders alone that say nothing, and those that a parameter does not name",
      files: {
        "project.yml": `${folders}rules: {source_read_late: {folders: [core]}}\n`,
        "models/marts/late.sql": `select order_id\nfrom ${orders}`,
        "models/staging/stg_orders.sql": "select 1 as order_id, 2 as customer_id, 3 as amount",
      },
      said: [],
    },
  ],
  source_read_twice: [
    {
      name: "finds a source of two models",
      files: {
        "models/staging/stg_amounts.sql": `select order_id, amount from ${orders}`,
        "models/marts/amounts.sql": 'select * from {{ref "stg_amounts"}}',
      },
      said: [
        'models/staging/sources.yml:5:15 Q0852 2 models read the source "raw.orders": stg_amounts, stg_orders (source_read_twice)',
      ],
    },
    {
      name: "leaves a snapshot beside the model, and tests, alone",
      files: {
        "models/staging/history.sql": `{{config materialized="snapshot" snapshot_strategy="check" check_cols="amount" unique_key="order_id"}} select order_id, amount from ${orders}`,
        ...yaml("models:\n  - {name: history, columns: [{name: snapshot_id, tests: [unique]}]}\n"),
        "tests/no_amount.sql": `select * from ${orders} where amount is null`,
      },
      said: [],
    },
  ],
  unused_source: [
    {
      name: "finds a source that nothing reads, though tests are declared on it",
      files: {
        "models/staging/more.yml":
          "sources:\n  - name: more\n    path: data/{table}.csv\n    tables:\n      - {name: parts, columns: [{name: id, type: BIGINT, tests: [unique]}]}\n",
      },
      said: ['models/staging/more.yml:5:16 Q0853 nothing reads the source "more.parts" (unused_source)'],
    },
    {
      name: "counts tests of their own and exposures",
      files: {
        "models/staging/more.yml":
          "sources:\n  - name: more\n    path: data/{table}.csv\n    tables:\n      - {name: parts, columns: [{name: id, type: BIGINT}]}\n",
        "tests/parts.sql": 'select * from {{source "more" "parts"}} where id < 0',
      },
      said: [],
    },
  ],
  unused_model: [
    {
      name: "finds a model and a seed before the last stage that only tests read",
      files: {
        "models/middle/sums.sql": 'select customer_id, sum(amount) as s from {{ref "stg_orders"}} group by 1',
        "models/middle/colours.csv": "name\nred\n",
        "models/middle/expected.csv": "s\n3\n",
        "tests/expected.sql": 'select s from {{ref "orders"}} join {{ref "expected"}} on false',
        "tests/sums.sql": 'select * from {{ref "sums"}} where s < 0',
        ...yaml(
          "seeds:\n  - {name: colours, columns: [{name: name, tests: [unique]}]}\n  - {name: expected, columns: [{name: s, tests: [unique]}]}\n",
        ),
      },
      said: [
        'models/middle/sums.sql:1:1 Q0854 nothing reads the model "sums" (unused_model)',
        'models/models.yml:2:12 Q0854 nothing reads the seed "colours" (unused_model)',
      ],
    },
    {
      name: "finds one by its folder, where there are no stages",
      files: {
        "project.yml": folders,
        "models/intermediate/sums.sql":
          'select customer_id, sum(amount) as s from {{ref "stg_orders"}} group by 1',
        "models/sums_of_others.sql":
          'select customer_id, max(amount) as s from {{ref "stg_orders"}} group by 1',
      },
      said: ['models/intermediate/sums.sql:1:1 Q0854 nothing reads the model "sums" (unused_model)'],
    },
    {
      name: "leaves public models, files, and what an exposure names, alone",
      files: {
        "models/middle/a.sql":
          '{{config access="public"}} select customer_id, sum(amount) as s from {{ref "stg_orders"}} group by 1',
        "models/middle/b.sql": 'select customer_id, max(amount) as s from {{ref "stg_orders"}} group by 1',
        "models/middle/c.sql":
          '{{config materialized="external" location="out/c.csv"}} select customer_id, min(amount) as s from {{ref "stg_orders"}} group by 1',
        ...yaml(`models:
  - {name: a, description: Sums., columns: [{name: customer_id, description: Key.}, {name: s, description: Sum.}]}
exposures:
  - {name: report, type: dashboard, depends_on: [ref "b"]}
`),
      },
      said: [],
    },
  ],
  undocumented_public_model: [
    {
      name: "finds a public model without a description, and columns without one",
      files: {
        "models/marts/open.sql":
          '{{config access="public"}} select order_id, amount, 2 as two from {{ref "stg_orders"}}',
        ...yaml(
          "models:\n  - name: open\n    columns:\n      - {name: order_id, description: Key.}\n      - {name: amount, description: '  '}\n",
        ),
      },
      said: [
        'models/models.yml:4:16 Q0855 the public model "open" lacks a description and descriptions of amount, two (undocumented_public_model)',
      ],
    },
    {
      name: "takes the description that a column has where it comes from",
      files: {
        "models/marts/open.sql":
          '{{config access="public"}} select order_id as id, amount from {{ref "stg_orders"}}',
        ...yaml(
          `models:
  - {name: open, description: Orders., columns: [{name: amount, description: In dollars.}]}
  - {name: stg_orders, columns: [{name: order_id, description: Key of an order.}]}
`,
        ),
      },
      said: [],
    },
  ],
  star_from_source: [
    {
      name: "finds a star that passes on whatever an undeclared source has",
      files: {
        "data/parts.csv": "id,name\n1,a\n",
        "models/staging/more.yml":
          "sources:\n  - name: more\n    path: data/{table}.csv\n    tables:\n      - {name: parts, columns: [{name: id, tests: [unique]}]}\n",
        "models/staging/stg_parts.sql":
          'with source as (\n  select *\n  from {{source "more" "parts"}}\n)\nselect * from source',
        "models/marts/parts.sql": 'select * from {{ref "stg_parts"}}',
      },
      said: [
        'models/staging/stg_parts.sql:2:10 Q0856 "stg_parts" takes whatever columns the source "more.parts" has (star_from_source)',
      ],
    },
    {
      name: "leaves a star alone whose columns are listed further out, and one of a source that declares all columns",
      files: {
        "data/parts.csv": "id,name\n1,a\n",
        "models/staging/more.yml":
          "sources:\n  - name: more\n    path: data/{table}.csv\n    tables:\n      - {name: parts, columns: [{name: id, tests: [unique]}]}\n",
        "models/staging/stg_parts.sql":
          'with source as (select * from {{source "more" "parts"}}) select id, name from source',
        "models/marts/parts.sql": 'select * from {{ref "stg_parts"}}',
        "models/staging/stg_orders.sql": `select * from ${orders}`,
      },
      said: [],
    },
  ],
  fan_out_join: [
    {
      name: "finds a join on columns that are unique on neither side",
      files: customersWithoutKey,
      said: [fanOut],
    },
    {
      name: "finds it behind another join, which makes rows of one side many",
      files: {
        "models/marts/pairs.sql": `select o.order_id, p.order_id as other from {{ref "stg_customers"}} c
  join {{ref "stg_orders"}} o on o.customer_id = c.customer_id
  join {{ref "stg_orders"}} p on p.customer_id = c.customer_id`,
        ...yaml("models:\n  - {name: pairs, tests: [unique_combination: {columns: [order_id, other]}]}\n"),
      },
      said: [
        'models/marts/pairs.sql:2:14 Q0857 rows may multiply in "pairs": stg_customers.customer_id and stg_orders.customer_id are joined, and neither is known to be unique (fan_out_join)',
      ],
    },
    {
      name: "takes a key that is made of the columns for one of the columns themselves",
      files: {
        ...customersWithoutKey,
        "models/staging/stg_customers.sql":
          'select md5(concat(customer_id, country)) as key, customer_id, country from {{source "raw" "customers"}}',
        "models/marts/orders.sql": `select o.order_id from {{ref "stg_orders"}} o
          left join {{ref "stg_customers"}} c on c.customer_id = o.customer_id and c.country = o.amount::varchar`,
        "models/models.yml": `models:
  - {name: stg_customers, columns: [{name: key, tests: [unique]}]}
  - {name: orders, tests: [unique: {column: order_id}]}
`,
      },
      said: [],
    },
    {
      name: "leaves joins alone that have a range besides, whose duplicates are removed, or of which one side is grouped",
      files: {
        ...customersWithoutKey,
        ...mart(`select o.order_id, max(c.country) as country,
            (select count(*) from {{ref "stg_customers"}} d where d.customer_id = any_value(o.customer_id)) as n
          from {{ref "stg_orders"}} o
          left join {{ref "stg_customers"}} c on c.customer_id = o.customer_id
          where o.customer_id in (select a.customer_id from {{ref "stg_customers"}} a join {{ref "stg_orders"}} b using (customer_id))
          group by o.order_id`),
        "models/marts/ranges.sql": `select o.order_id, c.country from {{ref "stg_orders"}} o
          left join {{ref "stg_customers"}} c on c.customer_id = o.customer_id and o.amount > length(c.country)`,
        "models/marts/grouped.sql": `select o.order_id, c.n from {{ref "stg_orders"}} o
          left join (select customer_id, count(*) as n from {{ref "stg_customers"}} group by all) c using (customer_id)`,
        "models/models.yml": `models:
  - {name: stg_customers, allow: {rule: no_key_test, reason: it has none}}
  - {name: orders, tests: [unique: {column: order_id}]}
  - {name: ranges, tests: [unique: {column: order_id}]}
`,
      },
      said: [],
    },
  ],
  model_too_wide: [
    {
      name: "finds a model of more columns than a hundred, or than the project says",
      files: {
        "project.yml":
          "name: small\nstages: [staging, middle, marts]\nrules: {model_too_wide: {columns: 3}}\n",
      },
      said: ['models/marts/orders.sql:1:1 Q0858 "orders" has 4 columns, more than 3 (model_too_wide)'],
    },
    {
      name: "is content with a hundred",
      files: mart(
        `select ${Array.from({ length: 99 }, (_, i) => `amount as a${i}`).join(", ")}, order_id from {{ref "stg_orders"}}`,
      ),
      said: [
        'models/staging/stg_customers.sql:1:1 Q0854 nothing reads the model "stg_customers" (unused_model)',
      ],
    },
  ],
  duplicate_model: [
    {
      name: "finds a model of another's statement, comments and spaces apart",
      files: {
        "models/marts/sales.sql": `SELECT o.*,\n  c.country -- where it was sold
from {{ref "stg_orders"}} o left join {{ref "stg_customers"}} c using (customer_id)`,
      },
      said: [
        'models/marts/sales.sql:1:1 Q0859 "sales" has the statement of "orders" (models/marts/orders.sql) (duplicate_model)',
      ],
    },
    {
      name: "tells texts in quotes apart",
      files: {
        "models/marts/a.sql": `select order_id, 'a' as kind from {{ref "stg_orders"}}`,
        "models/marts/b.sql": `select order_id, 'A' as kind from {{ref "stg_orders"}}`,
      },
      said: [],
    },
  ],
  hard_coded_relation: [
    {
      name: "finds a node that is read by the name of its table",
      files: {
        "models/marts/sales.sql":
          'select o.order_id, c.country from {{ref "stg_orders"}} o left join main.stg_customers c using (customer_id)',
      },
      said: [
        'models/marts/sales.sql:1:1 Q0860 "sales" reads "stg_customers" by the name of its table (hard_coded_relation)',
      ],
    },
    { name: "is content with refs", files: {}, said: [] },
  ],
  exposure_reads_staging: [
    {
      name: "finds an exposure that reads a staging model, or a source",
      files: yaml(
        'exposures:\n  - {name: report, type: dashboard, depends_on: [ref "stg_orders", source "raw" "customers"]}\n',
      ),
      said: [
        'models/models.yml:2:12 Q0861 the exposure "report" reads the model of staging "stg_orders" (exposure_reads_staging)',
        'models/models.yml:2:12 Q0861 the exposure "report" reads the source "raw.customers" (exposure_reads_staging)',
      ],
    },
    {
      name: "is content with marts",
      files: yaml('exposures:\n  - {name: report, type: dashboard, depends_on: [ref "orders"]}\n'),
      said: [],
    },
  ],
  leak: [
    {
      name: "finds a feature of today's state that the label's rows are in, and stops",
      files: withFeatures("customers.orders"),
      said: [
        'features/features.yml:16:16 Q1255 training: customers.orders sees the label "churned": stats.orders <- count(orders.order_id) in models/marts/stats.sql:1 (leak)',
      ],
    },
    {
      name: "takes what is true of a customer at all times, and what an allowance names",
      files: {
        ...withFeatures("customers.country"),
        ...withFeatures(
          "customers.orders",
          "allow: [{rule: leak, reason: the count is of another shop}]",
          "allowed",
        ),
      },
      said: [],
    },
  ],
};

describe("the project that the cases change", () => {
  it("breaks no rule", async () => {
    const { said, checked } = await check();
    expect(said).toEqual([]);
    expect(checked).toMatchObject({ findings: 0, silenced: 0 });
  });
});

for (const rule of ruleNames)
  describe(rule, () => {
    it("has a case where it finds and one where it does not", () => {
      const own = cases[rule].map(({ said }) => said.some((line) => line.endsWith(`(${rule})`)));
      expect(new Set(own)).toEqual(new Set([true, false]));
    });

    it.each(cases[rule])("$name", async ({ files, said }) => {
      expect((await check(files)).said).toEqual(said);
    });
  });
