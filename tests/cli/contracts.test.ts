import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
    expect((await quern(folder, "check")).out).toMatch(/checked 3 nodes and 3 tests .* 0 errors/);
    writeIn(folder, "data/orders.csv", "order_id,amount,status\n1,0.0,paid\n2,20,refunded\n3,5,\n");
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

describe("quern check --write-contracts", () => {
  const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");

  it("writes what statements give, says so, and then checks", async () => {
    const folder = makeProject({
      "models/marts/marts.yml":
        "models:\n  - name: revenue # by status\n    columns:\n      - name: status\n        tests: [unique, not_null]\n",
    });
    const words = ["check", "--write-contracts", "--select", "revenue"];
    const dry = await quern(folder, ...words, "--dry-run");
    expect(dry).toMatchObject({ code: 0, err: "" });
    expect(dry.out).toBe(`--- models/marts/marts.yml
+++ models/marts/marts.yml
@@ -1,5 +1,11 @@
 models:
   - name: revenue # by status
+    contract: true
     columns:
       - name: status
+        type: VARCHAR
+        constraints:
+          - type: not_null
         tests: [unique, not_null]
+      - name: revenue
+        type: DOUBLE
models/marts/marts.yml
  revenue: contract; 1 column (revenue); 1 type; not_null: status
would write 1 contract in 1 file
`);
    expect(read(folder, "models/marts/marts.yml")).not.toContain("contract");
    const { code, out } = await quern(folder, ...words);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^models\/marts\/marts.yml\n {2}revenue: contract; .*\nwrote 1 contract in 1 file\nchecked 3 nodes and 2 tests .* 0 errors, 0 warnings\n$/,
    );
    expect(read(folder, "models/marts/marts.yml")).toContain("    contract: true\n");
    const again = await quern(folder, ...words);
    expect(again.out).toContain("no contract has anything to be written\n");
    expect((await quern(folder, "build")).code).toBe(0);
  });

  it("brings contracts that are there up to date, and no others", async () => {
    const folder = makeProject(
      contract(
        "      - {name: status, type: text}\n      - {name: revenue, type: int}\n      - {name: gone, type: int}\n",
      ),
    );
    const { code, out, err } = await quern(folder, "check", "--write-contracts");
    expect(code).toBe(1);
    expect(out).toContain("  revenue: revenue DOUBLE instead of int\n");
    expect(err).toContain(
      'models/marts/marts.yml:7:16 error Q0810 the contract of "revenue" has a column "gone"',
    );
    expect(read(folder, "models/marts/marts.yml")).toContain(
      "      - {name: status, type: text}\n      - {name: revenue, type: DOUBLE}\n      - {name: gone, type: int}\n",
    );
    expect(existsSync(join(folder, "models/staging/stg_orders.yml"))).toBe(false);
  });

  it("makes a file beside a model that no YAML describes", async () => {
    const folder = makeProject();
    const { code, out } = await quern(folder, "check", "--write-contracts", "-s", "stg_orders", "--json");
    expect(code).toBe(0);
    const [first] = out.split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({
      kind: "contracts",
      written: true,
      files: [
        {
          file: "models/staging/stg_orders.yml",
          isNew: true,
          models: [
            { name: "stg_orders", contract: true, added: [{ name: "order_id", type: "BIGINT" }, {}, {}] },
          ],
        },
      ],
    });
    expect(read(folder, "models/staging/stg_orders.yml")).toBe(
      "models:\n  - name: stg_orders\n    contract: true\n    columns:\n      - {name: order_id, type: BIGINT}\n      - {name: amount, type: DOUBLE}\n      - {name: status, type: VARCHAR}\n",
    );
  });

  it("says what it leaves out, and why", async () => {
    const folder = makeProject({
      "models/marts/broken.sql": 'select statu from {{ref "stg_orders"}}\n',
      "models/marts/reader.sql": 'select 1 as one from {{ref "broken"}}\n',
      "models/marts/dim_v1.sql": "select 1 as one\n",
      "models/marts/twin.sql": "select 1 as one\n",
      "models/marts/twins.yml":
        "models:\n  - {name: dim, versions: [{v: 1}]}\n  - {name: revenue, columns: &c [{name: status}]}\n  - {name: twin, columns: *c}\n",
      "models/marts/marts.yml": "",
    });
    const { code, err } = await quern(folder, "check", "--write-contracts", "--select", "path:models/marts");
    expect(code).toBe(1);
    expect(err).toContain(
      'models/marts/broken.sql:1:1 warning Q0824 the contract of "broken" is not written',
    );
    expect(err).toContain('Q0824 the contract of "reader" is not written');
    expect(err).toContain('models/marts/broken.sql:1:8 error Q0107 unknown column "statu"');
    expect(err).toContain('Q0825 the contract of "dim" is not written: its versions share their columns');
    expect(err).toContain(
      'models/marts/twins.yml:4:12 error Q0823 the contract of "twin" cannot be written into models/marts/twins.yml as it stands',
    );
  });

  it("is what --dry-run is for", async () => {
    const { code, err } = await quern(makeProject(), "check", "--dry-run");
    expect(code).toBe(2);
    expect(err).toContain("Q0701 --dry-run is for --write-contracts");
  });
});
