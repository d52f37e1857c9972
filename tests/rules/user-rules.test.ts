import { describe, expect, it } from "vitest";
import { findAdapter } from "../../src/adapters/registry.ts";
import { catalogTables } from "../../src/rules/catalog-tables.ts";
import { renderTable } from "../../src/rules/load-tables.ts";
import { expectGolden } from "../project/support/golden.ts";
import { check, type Files } from "./checked-project.ts";

const rule = (sql: string, name = "mine"): Files => ({ [`rules/${name}.sql`]: sql });

describe("rules/*.sql", () => {
  it("finds what its rows say, at the column's or the node's place", async () => {
    const { said, checked } = await check(
      rule(`{{config description="Amounts end in _usd."}}
select n.id as node, c.name as "column" from nodes n join columns c on c.node = n.id
where c.name = 'amount' and n.kind in ('source', 'model') order by n.id
`),
    );
    expect(said).toEqual([
      'models/marts/orders.sql:1:1 Q0870 "orders.amount": Amounts end in _usd. (mine)',
      'models/staging/sources.yml:9:20 Q0870 "raw.orders.amount": Amounts end in _usd. (mine)',
      'models/staging/stg_orders.sql:1:1 Q0870 "stg_orders.amount": Amounts end in _usd. (mine)',
    ]);
    expect(checked.findings).toBe(3);
  });

  it("takes names for nodes, a message for each, and its description as the hint", async () => {
    const { said, diagnostics } = await check(
      rule(
        `{{config severity="error" description="Names are short."}} select 'orders' as node, 'too ' || 'long' as message`,
      ),
    );
    expect(said).toEqual(['models/marts/orders.sql:1:1 Q0870 "orders": too long (mine)']);
    expect(diagnostics[0]).toMatchObject({ severity: "error", hint: "Names are short." });
  });

  it("is a rule as others are: off, an error, silenced", async () => {
    const own = rule("select 'orders' as node");
    const stages = "name: small\nstages: [staging, middle, marts]\n";
    expect((await check({ ...own, "project.yml": `${stages}rules: {mine: off}\n` })).said).toEqual([]);
    const strict = await check({ ...own, "project.yml": `${stages}rules: {mine: error}\n` });
    expect(strict.diagnostics.map(({ severity }) => severity)).toEqual(["error"]);
    const allowed = await check({
      ...own,
      "models/models.yml": "models:\n  - {name: orders, allow: {rule: mine, reason: it is theirs}}\n",
    });
    expect(allowed.said).toEqual([]);
    expect(allowed.checked.silenced).toBe(1);
    expect((await check(rule('{{config severity="off"}} select nonsense'))).said).toEqual([]);
  });

  it("knows what depends on what, tests, tags, exposures, sources and settings", async () => {
    const { said } = await check({
      "models/models.yml": `models:
  - {name: orders, tags: [core], unique_key: order_id, meta: {level: 2}}
exposures:
  - {name: report, type: dashboard, owner: {name: Ada}, depends_on: [ref "orders"]}
`,
      ...rule(`
select 'orders' as node, concat_ws(' ',
  (select count(*) from edges where child = 'model.orders'),
  (select string_agg(parent_column || '>' || child_column || ' ' || used_as || ' ' || is_copy, ', ' order by parent_column)
     from column_edges where child = 'model.orders' and child_column in ('amount', 'country')),
  (select string_agg(parent_column || ' ' || used_as, ', ' order by parent_column, parent) from column_edges where child = 'model.orders' and child_column is null),
  (select string_agg(test || '(' || column_name || ')', ', ' order by column_name) from tests where node like 'source.%'),
  (select tag from tags where node = 'model.orders'),
  (select owner_name from exposures),
  (select string_agg(path, ',' order by path) from sources),
  (select value->>'$[0]' from settings where node = 'model.orders' and name = 'unique_key'),
  (select value->>'$[0]' from settings where node is null and name = 'stages'),
  (select meta->>'level' || layer from nodes where id = 'model.orders'),
  (select string_agg(type, ',' order by position) from columns where node = 'model.orders')
) as message`),
    });
    expect(said).toEqual([
      'models/marts/orders.sql:1:1 Q0870 "orders": 2 amount>amount value true, country>country value true customer_id join, customer_id join unique(customer_id), unique(order_id) core Ada data/customers.parquet,data/orders.parquet order_id staging 2last BIGINT,BIGINT,DOUBLE,VARCHAR (mine)',
    ]);
  });

  it("may use variables and macros", async () => {
    const { said } = await check({
      "macros/late.hbs": "{{params n}}layer = '{{n}}'",
      ...rule(
        `select id as node, 'x' as message from nodes where {{> late n="last"}} and {{var "least" 1}} = 1`,
      ),
    });
    expect(said).toEqual(['models/marts/orders.sql:1:1 Q0870 "orders": x (mine)']);
  });

  it.each([
    [
      "select id as node\nfrom nods",
      'rules/mine.sql:2:6 Q0882 the rule "mine" is wrong: Table with name nods does not exist!',
    ],
    [
      "select idd as node\nfrom nodes",
      /^rules\/mine.sql:1:8 Q0882 the rule "mine" is wrong: Referenced column "idd" not found/,
    ],
    [
      "select id from nodes",
      'rules/mine.sql:1:1 Q0883 the rows of the rule "mine" do not say which node they are about',
    ],
    [
      "select 'order' as node",
      'rules/mine.sql:1:1 Q0884 the rule "mine" finds something at "order", which is no node',
    ],
    [
      'select 1 as node from {{ref "orders"}}',
      'rules/mine.sql:1:29 Q0886 the rule "mine" reads {{ref "orders"}}, but rules see no data',
    ],
    ["select 'a' as node; select 'b' as node", /^rules\/mine.sql:1:1 Q0462/],
    ["-- nothing", /^rules\/mine.sql:1:1 Q0463/],
    ["select 1 as node from read_csv('data/*.csv')", /^rules\/mine.sql:1:\d+ Q0882 .*disabled/],
  ])("says what is wrong with it: %s", async (sql, expected) => {
    const { said } = await check({
      ...rule(sql),
      // Nobody can tell whether a broken rule would have found something.
      "models/models.yml": "models:\n  - {name: orders, allow: {rule: mine, reason: none}}\n",
    });
    expect(said).toEqual([typeof expected === "string" ? expected : expect.stringMatching(expected)]);
  });

  it("has no name of a rule that every project has", async () => {
    await expect(check(rule("select 1", "no_key_test"))).rejects.toThrow(
      /Q0885[\s\S]*a rule that every project has/,
    );
  });

  it("knows no other setting than severity and description", async () => {
    await expect(check(rule('{{config owner="me"}} select 1'))).rejects.toThrow(
      /Q0002[\s\S]*known keys: severity, description/,
    );
  });
});

describe("the catalog's tables", () => {
  it("are those of the golden", async () => {
    const adapter = await findAdapter("duckdb");
    const warehouse = await adapter.open({ location: ":memory:", baseFolder: "." });
    try {
      const session = await warehouse.connect();
      const described: Record<string, Record<string, string>> = {};
      for (const [name, table] of Object.entries(catalogTables)) {
        await session.run(renderTable(name, table, warehouse.dialect));
        const rows = await session.rows(`describe ${name}`);
        described[name] = Object.fromEntries(
          rows.map((row, index) => [
            String(row.column_name),
            `${String(row.column_type)}: ${table.columns[index]?.about}`,
          ]),
        );
      }
      expectGolden("rules/catalog-tables", described);
    } finally {
      await warehouse.close();
    }
  });
});
