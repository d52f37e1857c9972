import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { artifactShapes } from "../../src/artifacts/schemas.ts";
import { makeFolder, makeProject, quern, writeIn } from "./support.ts";

const tests = join(dirname(fileURLToPath(import.meta.url)), "..");

/** The fixture, in a folder of its own. */
function copyFixture(): string {
  const folder = makeFolder();
  cpSync(join(tests, "fixtures", "unit-tests"), folder, { recursive: true });
  return folder;
}

describe("quern test, of unit tests", () => {
  it("prints what differs as a table, opens no warehouse, and fails", async () => {
    const folder = copyFixture();
    const { code, out, err } = await quern(folder, "test");
    expect(code).toBe(1);
    expect(out).toMatch(/fail {4}model revenue {2}2 tests/);
    expect(out).toMatch(/ok {6}model ledger {2}1 test/);
    expect(out).toMatch(/ok {6}unit test inUnits\.rounds {2}1 test/);
    expectGolden("unit-tests/failed.txt", err);
    expect(existsSync(join(folder, "target", "till.duckdb"))).toBe(false);
  });

  it("lists and selects them by model, name, type and kind", async () => {
    const folder = copyFixture();
    const list = async (...words: string[]) => (await quern(folder, "ls", ...words)).out.trim().split("\n");
    expect(await list("-s", "revenue")).toEqual([
      "revenue",
      "unit_test:revenue.adds_up",
      "unit_test:revenue.is_wrong",
    ]);
    const all = await list("--resource-type", "unit_test");
    expect(all).toHaveLength(5);
    expect(await list("-s", "test_type:unit")).toEqual(all);
    expect(await list("-s", "unit_test:revenue.*")).toHaveLength(2);
    expect(await list("-s", "unit_test:rounds")).toEqual(["unit_test:inUnits.rounds"]);
    expect(await list("-s", "tag:money")).toEqual(["unit_test:revenue.adds_up"]);
    expect(await list("-s", "revenue", "--exclude", "test_type:unit")).toEqual(["revenue"]);
    expect(await list("-s", "test_type:data")).toEqual([""]);
    expect(await list("-s", "revenue", "--indirect-selection", "empty")).toEqual(["revenue"]);
  });

  it("writes them to the artifacts, as their schemas say, and retries what failed", async () => {
    const folder = copyFixture();
    await quern(folder, "test");
    const read = (name: string) => JSON.parse(readFileSync(join(folder, "target", name), "utf8"));
    const manifest = artifactShapes.manifest.parse(read("manifest.json"));
    expect(manifest.nodes["unit_test.revenue.adds_up"]).toMatchObject({
      kind: "unit_test",
      dependsOn: ["model.revenue"],
      file: "tests/revenue.yml",
    });
    const { results } = artifactShapes.run_results.parse(read("run_results.json"));
    const found = results.nodes.flatMap((node) => node.tests);
    expect(found.find(({ id }) => id === "unit_test.revenue.is_wrong")).toMatchObject({
      status: "fail",
      failures: 3,
      difference: { missing: 2, unexpected: 1, agreeing: 1 },
    });
    expect((await quern(folder, "ls", "-s", "result:fail")).out).toContain("unit_test:revenue.is_wrong");
    const text = readFileSync(join(folder, "tests/revenue.yml"), "utf8");
    writeIn(
      folder,
      "tests/revenue.yml",
      text
        .replace("receipts: 1}\n      - {customer: bob", "receipts: 2}\n      - {customer: bob")
        .replace(/ {6}- \{customer: eve.*\n/, ""),
    );
    const again = await quern(folder, "retry");
    expect(again).toMatchObject({ code: 0, err: "" });
  });

  it("stops a build before the model is built", async () => {
    const folder = makeProject({
      "tests/unit.yml":
        "unit_tests:\n  - name: sums\n    model: revenue\n    given: [{input: stg_orders, rows: [{status: paid, amount: 1}]}]\n    expect: [{revenue: 2}]\n",
    });
    const { code, out, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(out).toMatch(/fail {4}model revenue {2}1 test/);
    expect(err).toContain('tests/unit.yml:5:5 error Q0900 unit test "sums" of model "revenue" failed');
    expect((await quern(folder, "show", "revenue")).err).toContain("revenue");
    expect((await quern(folder, "run")).code).toBe(0);
  });

  it("finds with check what is wrong with the rows, and says nothing of those that merely fail", async () => {
    const folder = copyFixture();
    expect(await quern(folder, "check")).toMatchObject({ code: 0, err: "" });
    const text = readFileSync(join(folder, "tests/fixtures/receipts.csv"), "utf8");
    writeIn(folder, "tests/fixtures/receipts.csv", text.replace("cents", "cent"));
    const { code, err } = await quern(folder, "check");
    expect(code).toBe(1);
    expect(err).toContain('tests/fixtures/receipts.csv:1:21 error Q0910 "raw.receipts" has no column "cent"');
  });
});

describe("quern test --write", () => {
  const files = {
    "data/orders.csv": "order_id,email,amount\n1,Ann@mail.com,10.5\n2,bob@mail.com,20\n3,,5\n",
    "data/people.csv": "email,name\nann@mail.com,Ann Lee\nbob@mail.com,Bob\n",
    "models/staging/sources.yml":
      "sources:\n  - name: raw\n    path: data/{table}.csv\n    tables:\n      - {name: orders, columns: [{name: email, pii: email}]}\n      - {name: people, columns: [{name: email, pii: email}, {name: name, pii: name}]}\n",
    "models/staging/stg_orders.sql":
      'select order_id, lower(email) as email, amount from {{source "raw" "orders"}}\n',
    "models/staging/stg_people.sql": 'select * from {{source "raw" "people"}}\n',
    "models/marts/revenue.sql":
      'select p.name, sum(o.amount) as revenue, random() as noise\nfrom {{ref "stg_orders"}} as o join {{ref "stg_people"}} as p on p.email = o.email group by all\n',
    "models/marts/marts.yml": "models: [{name: revenue}]\n",
  };

  it("makes a test of rows that belong together, without personal data, which passes", async () => {
    const folder = makeProject(files);
    await quern(folder, "build");
    const written = await quern(folder, "test", "--write", "revenue");
    expect(written).toMatchObject({ code: 0, err: "" });
    expect(written.out).toContain("wrote tests/revenue.yml");
    expect(written.out).toContain("masked: stg_orders.email, stg_people.email, stg_people.name");
    const text = readFileSync(join(folder, "tests/revenue.yml"), "utf8");
    expect(text).not.toMatch(/ann|bob|Lee/i);
    expect(text).not.toContain("noise");
    expect(text).not.toContain("order_id");
    const tested = await quern(folder, "test", "-s", "test_type:unit");
    expect(tested).toMatchObject({ code: 0, err: "" });
    // Two customers with revenue: the masked addresses still join.
    expect(text.match(/revenue: /g)).toHaveLength(2);

    const refused = await quern(folder, "test", "--write", "revenue");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("Q0920 tests/revenue.yml is there already");
    const again = await quern(folder, "test", "--write", "revenue", "--force");
    expect(again.code).toBe(0);
    expect(readFileSync(join(folder, "tests/revenue.yml"), "utf8")).toBe(text);
  });

  it("says what is not built, what cannot be tested, and where nothing comes out", async () => {
    const folder = makeProject(files);
    expect((await quern(folder, "test", "--write", "revenue")).err).toContain(
      'Q0921 the warehouse has no rows of "stg_orders": it is not built',
    );
    expect((await quern(folder, "test", "--write", "source:raw.orders")).err).toContain("Q0906");
    await quern(folder, "build");
    writeIn(
      folder,
      "models/marts/revenue.sql",
      'select o.email from {{ref "stg_orders"}} as o where o.amount > 100\n',
    );
    const empty = await quern(folder, "test", "--write", "revenue");
    expect(empty.code).toBe(0);
    expect(empty.err).toContain("warning Q0922");
  });
});

function expectGolden(name: string, text: string): void {
  const golden = join(tests, "golden", name);
  const changed = golden.replace(/\.txt$/, "-changed.txt");
  rmSync(changed, { force: true });
  if (!existsSync(golden) && !process.env.CI) writeFileSync(golden, text);
  const expected = existsSync(golden) ? readFileSync(golden, "utf8") : "";
  if (expected !== text && !process.env.CI) writeFileSync(changed, text);
  expect(text).toBe(expected);
}
