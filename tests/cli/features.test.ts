import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { artifactShapes } from "../../src/artifacts/schemas.ts";
import { makeFolder, quern, writeIn } from "./support.ts";

const tests = join(dirname(fileURLToPath(import.meta.url)), "..");
const habits = "features/customers.yml";

/** The fixture, in a folder of its own, with a text of its features replaced. */
function copyFixture(text = "", replacement = ""): string {
  const folder = makeFolder();
  cpSync(join(tests, "fixtures", "features"), folder, { recursive: true });
  if (text !== "")
    writeIn(folder, habits, readFileSync(join(folder, habits), "utf8").replace(text, replacement));
  return folder;
}

const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, "target", name), "utf8"));

describe("quern, of features", () => {
  it("builds what a training set stands on, and says what it built", async () => {
    const folder = copyFixture();
    const { code, out } = await quern(folder, "build", "-s", "+churn_training");
    expect(code).toBe(0);
    expect(out).toMatch(/ok {6}feature view order_habits {2}2 rows, 4 tests/);
    expect(out).toMatch(
      /ok {6}training set churn_training {2}4 rows, 2 dropped: their 30 days are not over, .*4 tests/,
    );
    expect(out).toMatch(/features +3\n/);
    expect(out).toMatch(/training +1\n/);
    expect(out).not.toContain("order_habits_history");
    const again = await quern(folder, "build", "-s", "+churn_training");
    expect(again.out).toContain("0 nodes to run");
  });

  it("says why a view is built again whose moment is now", async () => {
    const folder = copyFixture("    known_at: loaded_at\n", "    known_at: loaded_at\n    as_of: now\n");
    await quern(folder, "build");
    const { out } = await quern(folder, "build", "--dry-run");
    expect(out).toMatch(/^build feature view order_habits +its moment moved/m);
    expect(out).toContain("1 node would run");
  });

  it("shows, compiles and follows their columns to the files", async () => {
    const folder = copyFixture();
    await quern(folder, "build");
    expect((await quern(folder, "show", "profile")).out).toMatch(/1 +2024-04-01 00:00:00 +Busan +false/);
    const inline = ["show", "--inline", 'select city from {{ref "churn_training"}} where customer_id = 2'];
    expect((await quern(folder, ...inline)).out).toContain("Tokyo");
    expect((await quern(folder, "compile", "-s", "household_habits")).out).toContain("from main.spendings");
    const { out } = await quern(folder, "lineage", "order_habits.revenue_90d");
    expect(out).toContain("Revenue (last 90 days).");
    for (const column of ["amount", "ordered_at", "status"])
      expect(out).toContain(`orders.${column}  models/orders.csv`);
    expect((await quern(folder, "lineage", "churn_training")).out).toContain("training set, 9 columns");
    expect((await quern(folder, "lineage", "orders.amount", "--down")).out).toContain(
      "order_habits.average_order",
    );
  });

  it("writes them to the artifacts, as their schemas say, and to the types", async () => {
    const folder = copyFixture();
    await quern(folder, "build");
    await quern(folder, "check");
    const manifest = artifactShapes.manifest.parse(read(folder, "manifest.json"));
    expect(manifest.nodes["training_set.churn_training"]).toMatchObject({
      kind: "training_set",
      entity: "customer",
      relation: { name: "churn_training" },
    });
    expect(manifest.entities?.customer).toMatchObject({ key: ["customer_id"], description: "Who buys." });
    const revenue = read(folder, "manifest.json").nodes["feature_view.order_habits"].columns[4];
    expect(revenue).toMatchObject({ name: "revenue_90d", meta: { unit: "KRW" } });
    const catalog = artifactShapes.catalog.parse(read(folder, "catalog.json"));
    expect(catalog.nodes["feature_view.profile"]?.rows).toBe(2);
    const types = readFileSync(join(folder, "target", "types", "training_sets.d.ts"), "utf8");
    expect(types).toMatch(/as_of: string;/);
    expect(types).toMatch(/churned: boolean( \| null)?;/);
  });

  it("writes unit tests of them from live rows, which pass", async () => {
    const folder = copyFixture();
    await quern(folder, "build");
    for (const name of ["order_habits", "churn_training"]) {
      const { code, err } = await quern(folder, "test", "--write", name);
      expect([code, err]).toEqual([0, ""]);
    }
    expect(readFileSync(join(folder, "tests", "order_habits.yml"), "utf8")).toContain(
      "now: 2024-04-01T00:00:00Z",
    );
    const { code, out } = await quern(folder, "test", "-s", "test_type:unit");
    expect([code, out.match(/2 tests/g)?.length]).toEqual([0, 2]);
  });

  it("fails a unit test of a view with what differs, and builds nothing of it", async () => {
    const folder = copyFixture();
    const file = join(folder, "tests", "features.yml");
    writeIn(
      folder,
      "tests/features.yml",
      readFileSync(file, "utf8").replace("order_count_30d: 1", "order_count_30d: 2"),
    );
    const { code, err } = await quern(folder, "build", "-s", "+order_habits");
    expect(code).toBe(1);
    expect(err).toContain('unit test "counts_orders_of_the_window" of feature view "order_habits" failed');
    expect((await quern(folder, "show", "order_habits")).code).not.toBe(0);
  });

  it("tells a mistake with its line before anything runs", async () => {
    const folder = copyFixture("agg: sum, column: amount, windows", "agg: sum, column: amout, windows");
    const { code, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(err).toContain(
      'features/customers.yml:14:43 error Q0107 unknown column "amout" — did you mean "amount"?',
    );
    expect((await quern(folder, "show", "orders")).code).not.toBe(0);
  });

  it("drops tables of views that are gone", async () => {
    const folder = copyFixture();
    await quern(folder, "build");
    const text = readFileSync(join(folder, habits), "utf8");
    writeIn(
      folder,
      habits,
      text.replace("    history: {every: 1mo, from: 2024-02-01, to: 2024-03-01}\n", ""),
    );
    expect((await quern(folder, "gc")).out).toContain("order_habits_history");
  });
});
