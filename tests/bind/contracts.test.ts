import { describe, expect, it } from "vitest";
import { bindAll, makeProject, writeIn } from "./bound-project.ts";

const orders = '{{source "raw" "orders"}}';

/** A model `m` with a contract; `yaml` is what stands below its name. */
const contract = (select: string, yaml: string, more: Readonly<Record<string, string>> = {}) =>
  makeProject({
    "models/m.sql": select,
    "models/m.yml": `models:\n  - name: m\n    contract: true\n${yaml.replace(/^(?=.)/gm, "    ")}\n`,
    ...more,
  });

const said = async (root: string) => (await bindAll(root)).said;

describe("contracts", () => {
  it("hold where names and types are those of the statement, however the types are spelt", async () => {
    const root = contract(
      `select order_id, status as code, amount, amount::float as share, ordered_at, [order_id] as ids, {'a': 1} as pair from ${orders}`,
      `columns:
  - {name: order_id, type: int8}
  - {name: code, data_type: varchar(20)}
  - {name: amount, type: "numeric(10, 2)"}
  - {name: SHARE, type: float4}
  - {name: ordered_at, type: datetime}
  - {name: ids, type: "bigint[]"}
  - {name: pair, type: struct(a int)}`,
    );
    expect(await said(root)).toEqual([]);
  });

  it("are told all that is wrong with their columns at once, each at its line", async () => {
    const root = contract(
      `select order_id, customer_id, amount, status, ordered_at from ${orders}`,
      `columns:
  - {name: order_id, type: integer}
  - {name: custmer_id, type: bigint}
  - {name: amount}
  - {name: status, type: varchr}`,
    );
    const { diagnostics } = await bindAll(root);
    const lines = diagnostics.map(({ span, code, message, hint }) => [
      span?.file,
      span?.line,
      code,
      message,
      hint,
    ]);
    expect(lines).toEqual([
      [
        "models/m.yml",
        2,
        "Q0811",
        '"m" gives 2 columns that its contract does not have: customer_id BIGINT, ordered_at TIMESTAMP',
        "declare what is meant to be there (- {name: customer_id, type: 'BIGINT'}), or let `quern check --write-contracts` do it; leave the rest out of the SELECT",
      ],
      [
        "models/m.yml",
        5,
        "Q0812",
        'column "order_id" of "m" is BIGINT, and its contract says integer',
        "write cast(order_id as integer) in the SELECT, or type: 'BIGINT' in the contract",
      ],
      [
        "models/m.yml",
        6,
        "Q0810",
        'the contract of "m" has a column "custmer_id" that its statement does not give — did you mean "customer_id"?',
        "it gives: order_id, customer_id, amount, status, ordered_at",
      ],
      [
        "models/m.yml",
        7,
        "Q0813",
        'column "amount" has no type in the contract of "m"',
        "write type: 'DECIMAL(10,2)'",
      ],
      [
        "models/m.yml",
        8,
        "Q0814",
        '"varchr", of column "status" in the contract of "m", is no type: Type with name varchr does not exist!',
        "the statement gives type: 'VARCHAR'",
      ],
    ]);
  });

  it("warn of another order, and only of that", async () => {
    const root = contract(
      `select order_id, status, amount from ${orders}`,
      `columns:
  - {name: status, type: varchar}
  - {name: order_id, type: bigint}
  - {name: amount, type: "decimal(10,2)"}`,
    );
    const { diagnostics, said } = await bindAll(root);
    expect(said).toEqual([
      'models/m.yml:6:16 Q0815 the contract of "m" does not list its columns as the statement gives them: "order_id" comes first',
    ]);
    expect(diagnostics[0]?.severity).toBe("warning");
    const moved = contract(
      `select order_id, status, amount, customer_id from ${orders}`,
      `columns:
  - {name: customer_id, type: bigint}
  - {name: status, type: varchar}
  - {name: amount, type: "decimal(10,2)"}
  - {name: order_id, type: bigint}`,
    );
    expect((await bindAll(moved)).said.map((line) => line.replace(/.* them: /, ""))).toEqual([
      '"customer_id" after "amount", "order_id" comes first',
    ]);
  });

  it("cover what a snapshot adds, and ephemeral models and seeds", async () => {
    const root = makeProject({
      "models/s.sql": `{{config materialized="snapshot" snapshot_strategy="check" check_cols="all" unique_key="order_id"}} select order_id from ${orders}`,
      "models/e.sql": `{{config materialized="ephemeral"}} select order_id from ${orders}`,
      "models/c.csv": "code,area\nKR,1\n",
      "models/all.yml": `snapshots:
  - {name: s, contract: true, columns: [{name: order_id, type: bigint}]}
models:
  - {name: e, contract: true, columns: [{name: order_id, type: int}]}
seeds:
  - {name: c, config: {contract: {enforced: true}}, columns: [{name: code, type: text}, {name: size}]}
`,
    });
    expect((await said(root)).map((line) => line.replace(/ — .*/, ""))).toEqual([
      'models/all.yml:2:12 Q0811 "s" gives 4 columns that its contract does not have: snapshot_id VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP, updated_at TIMESTAMP',
      'models/all.yml:4:48 Q0812 column "order_id" of "e" is BIGINT, and its contract says int',
      'models/all.yml:6:12 Q0811 "c" gives a column that its contract does not have: area BIGINT',
      'models/all.yml:6:96 Q0810 the contract of "c" has a column "size" that its statement does not give',
    ]);
  });

  it("of incremental models want changes of columns to be looked at", async () => {
    const select = (more: string) =>
      `{{config materialized="incremental" strategy="append"${more}}} select order_id from ${orders}`;
    const yaml = "columns: [{name: order_id, type: bigint}]";
    expect(await said(contract(select(""), yaml))).toEqual([
      'models/m.yml:2:11 Q0822 "m" is incremental and ignores changes of its columns, so its table may keep other columns than its contract has',
    ]);
    expect(await said(contract(select(' on_schema_change="append"'), yaml))).toEqual([]);
  });

  it("ask for no type twice", async () => {
    const root = contract(`select order_id from ${orders}`, "columns: [{name: order_id, type: int8}]");
    await bindAll(root);
    const again = await bindAll(root);
    expect(again.said).toEqual([]);
    expect(again.bound.boundNow).toBe(0);
    writeIn(
      root,
      "models/m.yml",
      "models: [{name: m, contract: true, columns: [{name: order_id, type: int4}]}]",
    );
    expect(await said(root)).toEqual([
      'models/m.yml:1:53 Q0812 column "order_id" of "m" is BIGINT, and its contract says int4',
    ]);
  });
});

describe("constraints of contracts", () => {
  const parent = {
    "models/customers.sql": `select distinct customer_id, status as name from ${orders}`,
  };

  it("name columns that exist, here and where a foreign key leads, of types that can be compared", async () => {
    const root = contract(
      `select order_id, customer_id, ordered_at from ${orders}`,
      `constraints:
  - {type: unique, columns: [order_id, orderd_at]}
  - {type: foreign_key, columns: [customer_id, ordered_at], to: customers, to_columns: [customer_id, nme]}
columns:
  - {name: order_id, type: bigint, constraints: [{type: primary_key}]}
  - {name: customer_id, type: bigint, constraints: [{type: foreign_key, to: ref('customers'), to_columns: [name]}]}
  - {name: ordered_at, type: timestamp, constraints: [{type: check, expression: ordered_at > order_date}]}`,
      parent,
    );
    expect(await said(root)).toEqual([
      'models/m.yml:5:16 Q0816 the unique constraint of "m" names a column "orderd_at" that "m" does not have — did you mean "ordered_at"?',
      'models/m.yml:6:16 Q0816 the foreign_key constraint of "m" names a column "nme" that "customers" does not have — did you mean "name"?',
      'models/m.yml:9:64 Q0818 the foreign_key constraint of "m" compares "customer_id", which is BIGINT, with "name" of "customers", which is VARCHAR',
      'models/m.yml:10:66 Q0107 unknown column "order_date" — did you mean "ordered_at"?',
    ]);
  });

  it("say nothing more about a column that is not there", async () => {
    const root = contract(
      `select order_id from ${orders}`,
      `columns:
  - {name: order_id, type: bigint}
  - {name: gone, type: bigint, tests: [not_null], constraints: [{type: unique}, {type: foreign_key, to: customers, to_columns: [customer_id]}]}`,
      parent,
    );
    expect(await said(root)).toEqual([
      'models/m.yml:6:16 Q0810 the contract of "m" has a column "gone" that its statement does not give',
    ]);
  });

  it("warn where an outer join may leave out what is to be there, also further up", async () => {
    const columns = (name: string) => `columns:
  - {name: order_id, type: bigint, constraints: [{type: not_null}]}
  - {name: ${name}, type: varchar, constraints: [{type: not_null}]}`;
    const joined = `select o.order_id, c.name from ${orders} o left join {{ref "customers"}} c using (customer_id)`;
    expect(await said(contract(joined, columns("name"), parent))).toEqual([
      'models/m.yml:6:58 Q0820 column "name" of "m" is not_null in its contract, and may be null: it is customers.name, which an outer join in "m" leaves out on some rows',
    ]);
    expect(await said(contract(`${joined} where c.name is not null`, columns("name"), parent))).toEqual([]);
    const further = { ...parent, "models/joined.sql": joined };
    expect(
      await said(contract('select order_id, name as n from {{ref "joined"}}', columns("n"), further)),
    ).toEqual([
      'models/m.yml:6:55 Q0820 column "n" of "m" is not_null in its contract, and may be null: it is customers.name, which an outer join in "joined" leaves out on some rows',
    ]);
    const tested = {
      ...further,
      "models/joined.yml": "models: [{name: joined, columns: [{name: name, tests: [not_null]}]}]",
    };
    expect(
      await said(contract('select order_id, name as n from {{ref "joined"}}', columns("n"), tested)),
    ).toEqual([]);
  });
});
