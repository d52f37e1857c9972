import { describe, expect, it } from "vitest";
import { makeProject, quern, writeIn } from "./support.ts";

const contract = (columns: string, more = "") => ({
  "models/marts/marts.yml": `models:\n  - name: revenue\n    contract: true\n${more}    columns:\n${columns}`,
});

const sound = contract(`      - {name: status, type: text, constraints: [{type: primary_key}]}
      - {name: revenue, type: double, constraints: [{type: check, expression: "revenue > 0"}]}
`);

describe("a contract", () => {
  it("is checked before anything runs", async () => {
    const folder = makeProject(contract("      - {name: status, type: int}\n"));
    const { code, err } = await quern(folder, "check");
    expect(code).toBe(1);
    expect(err).toContain("models/marts/marts.yml:2:11 error Q0811");
    expect(err).toContain("models/marts/marts.yml:5:16 error Q0812");
  });

  it("is held by tests that decide what is published", async () => {
    const folder = makeProject(sound);
    const first = await quern(folder, "build");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toMatch(/model revenue {2}2 rows, 3 tests/);
    expect((await quern(folder, "check")).out).toMatch(
      /checked 3 nodes and 3 data tests .* 0 errors, 0 warnings/,
    );
    writeIn(folder, "data/orders.csv", "order_id,amount,status\n1,0,paid\n2,20,refunded\n3,5,\n");
    const { code, out, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(out).toMatch(/fail {4}model revenue/);
    expect(err).toContain(
      'models/marts/marts.yml:5:57 error Q0604 test "contract_not_null_revenue_status" failed: 1 row',
    );
    expect(err).toMatch(
      /models\/marts\/marts.yml:6:\d+ error Q0604 test "contract_expression_revenue_revenue/,
    );
    expect((await quern(folder, "show", "revenue", "--output", "csv")).out).toContain("paid,30.5");
  });

  it("is held for ephemeral models and views too", async () => {
    const folder = makeProject({
      ...sound,
      "models/staging/middle.sql": '{{config materialized="ephemeral"}} select * from {{ref "stg_orders"}}\n',
      "models/staging/staging.yml": `models:
  - name: stg_orders
    contract: true
    columns:
      - {name: order_id, type: bigint, constraints: [{type: unique}]}
      - {name: amount, type: double}
      - {name: status, type: varchar, constraints: [{type: foreign_key, to: middle}]}
  - name: middle
    contract: true
    columns:
      - {name: order_id, type: bigint}
      - {name: amount, type: double, constraints: [{type: check, expression: "< 15"}]}
      - {name: status, type: varchar}
`,
    });
    const { code, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(err).toContain('Q0604 test "contract_expression_middle_amount___15" failed: 1 row');
  });

  it("is told from another one by state:modified.contract", async () => {
    const folder = makeProject(sound);
    await quern(folder, "build");
    const ls = (method: string) =>
      quern(folder, "ls", "--select", method, "--state", "target", "--resource-type", "model");
    expect((await ls("state:modified.contract")).out).toBe("");
    writeIn(folder, "models/marts/marts.yml", `# moved\n${sound["models/marts/marts.yml"]}`);
    expect((await ls("state:modified.contract")).out).toBe("");
    const more = contract(
      "      - {name: status, type: text, constraints: [{type: primary_key}]}\n      - {name: revenue, type: double}\n",
      "    constraints: [{type: check, expression: revenue > 0}]\n",
    );
    writeIn(folder, "models/marts/marts.yml", more["models/marts/marts.yml"]);
    expect((await ls("state:modified.contract")).out).toBe("revenue\n");
  });
});
