import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findFaults, openLineageShapes } from "./lineage/open-lineage-schema.ts";
import { makeProject, quern } from "./support.ts";

const files = {
  "models/staging/stg_countries.csv": "code,country\nKR,Korea\n",
  "models/marts/revenue.sql": `select o.status, c.country, sum(o.amount) as revenue, count(*) as orders
from {{ref "stg_orders"}} o
left join {{ref "stg_countries"}} c on c.code = o.status
where o.order_id > 0
group by o.status, c.country
`,
  "models/marts/report.sql": 'select status as label, revenue * 2 as doubled from {{ref "revenue"}}\n',
  "models/marts/big.sql": 'select count(*) as n from {{ref "revenue"}}\n',
  "models/marts/marts.yml": `models:
  - name: revenue
    description: Money by status.
    columns:
      - {name: status, tests: [unique, not_null]}
      - {name: revenue, description: What was paid., tests: [not_null]}
exposures:
  - name: board
    type: dashboard
    owner: {name: Ann}
    depends_on: [ref('report')]
`,
};

const folder = makeProject(files);
const lineage = async (...words: string[]) => (await quern(folder, "lineage", ...words)).out;
const json = async (...words: string[]) => JSON.parse(await lineage(...words, "--output", "json"));

describe("quern lineage NODE.COLUMN", () => {
  it("draws the values back to the files, and says what decides the rows", async () => {
    expect(await lineage("report.doubled")).toBe(`report.doubled  DOUBLE
└─ revenue.revenue
   └─ stg_orders.amount
      └─ = raw.orders.amount  data/orders.csv

= an unchanged copy
`);
    expect(await lineage("revenue.revenue")).toBe(`revenue.revenue  DOUBLE
What was paid.
└─ stg_orders.amount
   └─ = raw.orders.amount  data/orders.csv

which rows revenue has is decided by
  filter  stg_orders.order_id
  join    stg_countries.code, stg_orders.status
  group   stg_countries.country, stg_orders.status

= an unchanged copy
`);
  });

  it("draws what uses the value and whose rows it decides, down to tests and exposures", async () => {
    expect(await lineage("raw.orders.status", "--down")).toBe(`raw.orders.status  VARCHAR
└─ = stg_orders.status
   ├─ = revenue.status
   │  └─ = report.label
   └─ revenue  which rows (join, group)

at the end of the way
  exposures  board
  tests      unique_revenue_status, not_null_revenue_status

= an unchanged copy
`);
  });

  it("stops after the steps that are asked for, and says where nothing is to be said", async () => {
    expect(await lineage("report.doubled", "--depth", "1")).toBe(
      "report.doubled  DOUBLE\n└─ revenue.revenue\n",
    );
    expect(await lineage("big.n")).toBe("big.n  BIGINT\nfrom no column: a constant, or a count of rows\n");
    expect(await lineage("raw.orders.amount")).toBe("raw.orders.amount  DOUBLE\ndata/orders.csv\n");
    expect(await lineage("big.n", "--down")).toBe("big.n  BIGINT\nno column uses it\n");
  });

  it("needs and makes no database", () => {
    expect(existsSync(join(folder, "target/tiny.duckdb"))).toBe(false);
  });
});

describe("quern lineage NODE", () => {
  it("says of each column what it comes from", async () => {
    expect(await lineage("revenue")).toBe(`revenue  model, 4 columns
Money by status.
status   VARCHAR  = stg_orders.status
country  VARCHAR  =? stg_countries.country
revenue  DOUBLE   stg_orders.amount
orders   BIGINT   from no column

which rows revenue has is decided by
  filter  stg_orders.order_id
  join    stg_countries.code, stg_orders.status
  group   stg_countries.country, stg_orders.status

= an unchanged copy; =? an unchanged copy, or null
`);
    expect(await lineage("revenue", "--depth", "all")).toContain("revenue  DOUBLE   raw.orders.amount\n");
    expect(await lineage("source:raw.orders")).toContain("read from data/orders.csv\norder_id  BIGINT\n");
  });

  it("says of each column who uses it, and who reads the node without one", async () => {
    expect(await lineage("revenue", "--down")).toBe(`revenue  model, 4 columns
Money by status.
status   VARCHAR  report.label
country  VARCHAR  no column uses it
revenue  DOUBLE   report.doubled
orders   BIGINT   no column uses it

read without any column by  big

at the end of the way
  tests      unique_revenue_status, not_null_revenue_status, not_null_revenue_revenue
`);
  });
});

describe("quern lineage --output json", () => {
  it("lists the direct uses of a column", async () => {
    const found = await json("report.doubled");
    expect(found).toEqual([
      { node: "report", column: "doubled", uses: [{ node: "revenue", column: "revenue", as: "value" }] },
    ]);
    expect(JSON.parse(await lineage("report.doubled", "--json"))).toEqual(found);
  });

  it("goes the whole way with an entry for every column that is met", async () => {
    const found: { node: string; column: string; uses: { node: string; column: string; as: string }[] }[] =
      await json("revenue.revenue", "--depth", "all");
    expect(found[0]?.uses).toEqual([
      { node: "stg_orders", column: "amount", as: "value" },
      { node: "stg_orders", column: "order_id", as: "filter" },
      { node: "stg_countries", column: "code", as: "join" },
      { node: "stg_orders", column: "status", as: "join" },
      { node: "stg_countries", column: "country", as: "group" },
      { node: "stg_orders", column: "status", as: "group" },
    ]);
    const names = found.map(({ node, column }) => `${node}.${column}`);
    const met = found.flatMap(({ uses }) => uses.map(({ node, column }) => `${node}.${column}`));
    expect(met.filter((name) => !names.includes(name))).toEqual([]);
    expect(names).toContain("raw.orders.amount");
    expect(found.find(({ node }) => node === "raw.orders")?.uses).toEqual([]);
  });

  it("lists the readers of a column with the uses that lead to it", async () => {
    expect(await json("stg_orders.order_id", "--down")).toEqual(
      ["status", "country", "revenue", "orders"].map((column) => ({
        node: "revenue",
        column,
        uses: [{ node: "stg_orders", column: "order_id", as: "filter" }],
      })),
    );
    expect(await json("big", "--down")).toEqual([]);
  });
});

describe("quern lineage --output mermaid", () => {
  it("draws a flowchart of nodes and their columns", async () => {
    expect(await lineage("revenue.revenue", "--output", "mermaid")).toBe(`flowchart LR
  subgraph n0["revenue"]
    c0["revenue"]
  end
  subgraph n1["stg_orders"]
    c1["amount"]
    c3["order_id"]
    c5["status"]
  end
  subgraph n2["raw.orders"]
    c2["amount"]
  end
  subgraph n3["stg_countries"]
    c4["code"]
    c6["country"]
  end
  c1 --> c0
  c2 --> c1
  c3 -. filter .-> n0
  c4 -. join .-> n0
  c5 -. join, group .-> n0
  c6 -. group .-> n0
`);
  });

  it("quotes whatever a column may be called", async () => {
    const odd = makeProject({
      "models/marts/revenue.sql": `select amount as "end", amount as "a""b] --> c; %% \`x\` <i>#1</i>
" from {{ref "stg_orders"}}\n`,
    });
    const { out } = await quern(odd, "lineage", "revenue", "--output", "mermaid");
    const lines = out.trimEnd().split("\n");
    const known = [
      /^flowchart LR$/,
      /^ {2}subgraph n\d+\["[^"`<>\\&]*"\]$/,
      /^ {4}c\d+\["[^"`<>\\&]*"\]$/,
      /^ {2}end$/,
      /^ {2}n\d+\["[^"]*"\]$/,
      /^ {2}c\d+ --> c\d+$/,
      /^ {2}c\d+ -\. [a-z, ]+ \.-> n\d+$/,
    ];
    expect(lines.filter((line) => !known.some((pattern) => pattern.test(line)))).toEqual([]);
    expect(out).toContain('["a#34;b] --#62; c; %% #96;x#96; #60;i#62;#35;1#60;/i#62; "]');
  });
});

describe("quern lineage --output openlineage", () => {
  const events = async (...words: string[]) =>
    (await lineage(...words, "--output", "openlineage"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  it("writes events as the specification asks for", async () => {
    const found = await events("report", "--depth", "all");
    const faults = found.flatMap((event) => {
      const name = String(event.schemaURL).split("/").at(-1) as keyof typeof openLineageShapes;
      return findFaults(event, openLineageShapes[name]);
    });
    expect(faults).toEqual([]);
    expect(found.map(({ job, dataset }) => job?.name ?? dataset.name)).toEqual([
      "report",
      "revenue",
      "stg_orders",
      "main.stg_countries",
      "data/orders.csv",
    ]);
  });

  it("says what a column is computed from, and what decides the rows", async () => {
    const [event] = await events("revenue");
    const { columnLineage, schema } = event.outputs[0].facets;
    const orders = { namespace: "duckdb://target/tiny.duckdb", name: "main.stg_orders" };
    expect(event.outputs[0]).toMatchObject({ ...orders, name: "main.revenue" });
    expect(schema.fields[2]).toEqual({ name: "revenue", type: "DOUBLE", description: "What was paid." });
    expect(columnLineage.fields.status.inputFields).toEqual([
      { ...orders, field: "status", transformations: [{ type: "DIRECT", subtype: "IDENTITY" }] },
    ]);
    expect(columnLineage.fields.revenue.inputFields).toEqual([
      { ...orders, field: "amount", transformations: [{ type: "DIRECT", subtype: "TRANSFORMATION" }] },
    ]);
    expect(columnLineage.dataset).toContainEqual({
      ...orders,
      field: "status",
      transformations: [
        { type: "INDIRECT", subtype: "JOIN" },
        { type: "INDIRECT", subtype: "GROUP_BY" },
      ],
    });
  });

  it("finds the faults of an event", () => {
    const event = { eventTime: "today", producer: "quern", run: {}, job: { name: 1 }, outputs: [{}] };
    expect(findFaults(event, openLineageShapes.JobEvent)).toEqual([
      "event.schemaURL is missing",
      "event.run must not be there",
      'event.eventTime is "today"',
      'event.producer is "quern"',
      "event.job.namespace is missing",
      "event.job.name is number, not string",
      "event.outputs.0.namespace is missing",
      "event.outputs.0.name is missing",
    ]);
  });
});

describe("what quern lineage cannot answer", () => {
  it.each([
    [
      ["revnue.status"],
      'Q0830 "revnue.status" names no node and no column of one — did you mean "revenue.status"?',
    ],
    [["raw.ordes"], 'Q0830 "raw.ordes" names no node and no column of one — did you mean "raw.orders"?'],
    [["revenue.reveneu"], 'Q0832 "revenue" has no column "reveneu" — did you mean "revenue"?'],
    [["board"], 'Q0833 "board" has no columns: it is an exposure'],
    [["unique_revenue_status"], 'Q0833 "unique_revenue_status" has no columns: it is a test'],
    [["revenue", "--depth", "0"], 'Q0704 --depth "0" is not a number of steps from 1 on, or all'],
    [["revenue", "--output", "svg"], 'Q0704 --output "svg" is not one of text, mermaid, openlineage, json'],
    [["revenue", "--up", "--down"], "Q0715 --up and --down cannot be given together"],
  ])("%j is wrong use", async (words, message) => {
    const { code, err } = await quern(folder, "lineage", ...words);
    expect(err).toContain(`error ${message}`);
    expect(code).toBe(2);
  });

  it("asks which version is meant", async () => {
    const versions = makeProject({
      "models/marts/dim_v1.sql": "select 1 as id\n",
      "models/marts/dim_v2.sql": "select 1 as id, 2 as other\n",
      "models/marts/marts.yml": "models:\n  - name: dim\n    versions: [{v: 1}, {v: 2}]\n",
    });
    const { code, err } = await quern(versions, "lineage", "dim.id");
    expect({ code, err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('Q0831 "dim" could be dim.v1 or dim.v2'),
    });
    expect((await quern(versions, "lineage", "dim.v2.other")).out).toContain("dim.v2.other  INTEGER\n");
  });

  it("says what is wrong above a node, and answers for what is not below it", async () => {
    const broken = makeProject({
      ...files,
      "models/marts/revenue.sql": 'select stats from {{ref "stg_orders"}}\n',
    });
    const { code, err, out } = await quern(broken, "lineage", "report.doubled");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain('models/marts/revenue.sql:1:8 error Q0107 unknown column "stats"');
    expect(err).toContain('Q0834 the columns of "report" are not known, because of model revenue');
    expect((await quern(broken, "lineage", "stg_orders.amount")).code).toBe(0);
    const down = await quern(broken, "lineage", "raw.orders.amount", "--down");
    expect(down.out).toContain("├─ = stg_orders.amount\n└─ stg_orders  which rows (filter)\n");
    expect(down.err).toContain("Q0107");
    expect(down.code).toBe(1);
  });

  it("ends where a statement cannot be followed, and says so", async () => {
    const dark = makeProject({
      "models/marts/revenue.sql": `select order_id, amount from {{ref "stg_orders"}}
union all select n, number from range(3) with ordinality as r(n, number)\n`,
      "models/marts/report.sql": 'select amount from {{ref "revenue"}}\n',
    });
    const of = async (...words: string[]) => (await quern(dark, "lineage", ...words)).out;
    expect(await of("report.amount")).toBe(
      "report.amount  DOUBLE\n└─ = revenue.amount  cannot be followed further: its plan cannot be written down\n\n= an unchanged copy\n",
    );
    expect(await of("revenue")).toContain(
      "where its columns come from cannot be followed: its plan cannot be written down\n",
    );
    expect(await of("stg_orders.amount", "--down")).toContain(
      "└─ revenue  may use it; it cannot be followed: its plan cannot be written down\n",
    );
    expect(await of("stg_orders", "--down")).toContain("read by what cannot be followed: revenue\n");
    expect(JSON.parse(await of("stg_orders.amount", "--down", "--output", "json"))[1]).toEqual({
      node: "revenue",
      column: "amount",
      uses: [],
      untraceable: "its plan cannot be written down",
    });
  });
});
