import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makeFolder, makeProject, quern, writeIn } from "./support.ts";

const fixture = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/features");
const habits = "features/customers.yml";

/** The fixture, built, and then changed. */
async function builtFixture(file: string, text: string, replacement: string): Promise<string> {
  const folder = makeFolder();
  cpSync(fixture, folder, { recursive: true });
  expect((await quern(folder, "build")).code).toBe(0);
  const before = readFileSync(join(folder, file), "utf8");
  expect(before).toContain(text);
  writeIn(folder, file, before.replace(text, replacement));
  return folder;
}

const wrongView = () =>
  builtFixture(habits, "agg: days_since_last,", 'agg: days_since_last, where: "amout > 0",');
const ofView = 'features/customers.yml:15:60 error Q0107 unknown column "amout" — did you mean "amount"?';

const wrongEphemeral = () => builtFixture("models/real_orders.sql", "select *", "select *, amout as twice");
const ofEphemeral = 'models/real_orders.sql:2:11 error Q0107 unknown column "amout" — did you mean "amount"?';

/** What stops before anything runs says one mistake, and where. */
const stopped = (place: string) => ({
  code: 1,
  out: "nothing was run\n",
  err: expect.stringContaining(place),
});

describe("a mistake in what becomes part of a statement", () => {
  it("of a view stops the sets and histories that take it over, which alone are chosen", async () => {
    const folder = await wrongView();
    for (const words of [
      ["build", "-s", "churn_training"],
      ["run", "-s", "churn_training"],
      ["build", "-s", "order_habits_history"],
    ]) {
      const ended = await quern(folder, ...words);
      expect(ended).toMatchObject(stopped(ofView));
      expect(ended.err.match(/Q\d{4}/g)).toEqual(["Q0107"]);
    }
    const unchecked = await quern(folder, "build", "-s", "churn_training", "--no-check");
    expect(unchecked.code).toBe(1);
    expect(unchecked.out).toMatch(/1\/1 error {3}training set churn_training/);
  });

  it("of an ephemeral model stops views and sets over it", async () => {
    const folder = await wrongEphemeral();
    for (const words of [
      ["build"],
      ["build", "-s", "order_habits"],
      ["run", "-s", "churn_training"],
      ["build", "-s", "order_habits_history"],
    ]) {
      const ended = await quern(folder, ...words);
      expect(ended).toMatchObject(stopped(ofEphemeral));
      expect(ended.err.match(/Q\d{4}/g)).toEqual(["Q0107"]);
    }
    const unchecked = await quern(folder, "build", "-s", "order_habits", "--no-check");
    expect(unchecked.out).toMatch(/1\/1 error {3}feature view order_habits/);
  });

  it("stops unit tests of it among others, not tests of a table that is there", async () => {
    for (const [folder, place] of [
      [await wrongView(), ofView],
      [await wrongEphemeral(), ofEphemeral],
    ] as const) {
      expect(await quern(folder, "test", "-s", "churn_training")).toMatchObject(stopped(place));
      const ofTable = await quern(folder, "test", "-s", "order_habits_history");
      expect(ofTable).toMatchObject({ code: 0, err: "" });
      expect(ofTable.out).toMatch(/ok {6}training set order_habits_history {2}2 tests/);
    }
  });

  it("is found through several ephemeral models, from models, rows and tests", async () => {
    const folder = makeProject({
      "models/staging/first.sql":
        '{{config materialized="ephemeral"}}\nselect order_id, amout from {{ref "stg_orders"}}\n',
      "models/staging/second.sql": '{{config materialized="ephemeral"}}\nselect * from {{ref "first"}}\n',
      "models/marts/total.sql": 'select count(*) as n from {{ref "second"}}\n',
      "models/marts/rows.ts":
        'import { model } from "quern";\nexport default model.rows({ columns: { n: "BIGINT" } }, async ({ ref }) => (await ref("second").table()).select());\n',
      "tests/few.sql": 'select * from {{ref "second"}} where order_id > 100\n',
    });
    const place = 'models/staging/first.sql:2:18 error Q0107 unknown column "amout"';
    for (const words of [
      ["build", "-s", "total"],
      ["build", "-s", "rows"],
      ["test", "-s", "few"],
    ])
      expect(await quern(folder, ...words)).toMatchObject(stopped(place));
  });
});

describe("a mistake in a table that is only read", () => {
  it("stops nothing that reads it", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    writeIn(folder, "models/staging/stg_orders.sql", 'select amout from {{source "raw" "orders"}}\n');
    const ended = await quern(folder, "run", "-s", "revenue", "--force");
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toMatch(/1\/1 ok {6}model revenue/);
  });

  it("stops no set whose spine reads the table of a view", async () => {
    const set =
      "  - {name: ahead, entity: customer, spine: {at: order_habits, timestamp: as_of}, features: [profile.city]}\n";
    const folder = await builtFixture(habits, "\nfeature_sets:\n", `\nfeature_sets:\n${set}`);
    const text = readFileSync(join(folder, habits), "utf8");
    writeIn(
      folder,
      habits,
      text.replace("agg: days_since_last,", 'agg: days_since_last, where: "amout > 0",'),
    );
    const ended = await quern(folder, "build", "-s", "ahead");
    expect(ended).toMatchObject({ code: 0, err: "" });
    expect(ended.out).toMatch(/1\/1 ok {6}training set ahead {2}2 rows/);
  });
});
