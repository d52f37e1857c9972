import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { renderProblem } from "../project/support/make-project.ts";
import { makeDiskProject } from "./typescript-project.ts";

const fixture = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/features");

/** The files of the fixture, with some replaced. */
function kiosk(changes: Readonly<Record<string, (text: string) => string>> = {}) {
  const files = readdirSync(fixture, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    const file = path.slice(fixture.length + 1).replaceAll("\\", "/");
    const text = readFileSync(path, "utf8").replace("target/kiosk.duckdb", "target/small.duckdb");
    return [[file, changes[file]?.(text) ?? text] as const];
  });
  return {
    ...makeDiskProject(Object.fromEntries(files)),
    fileOf: (name: string) => Object.fromEntries(files)[name] ?? "",
  };
}

const habits = "features/customers.yml";
const day = (hours: number) => hours / 24;

describe("a build of features", () => {
  it("gives the values that are worked out by hand, and does nothing the second time", async () => {
    const project = kiosk();
    const { diagnostics, statuses } = await project.build();
    expect(diagnostics).toEqual([]);
    expect(Object.values(statuses)).toEqual(Array.from({ length: 10 }, () => "success"));
    // At 1 April: of customer 1 the order of 20 March alone is younger than 30 days; that of 2 March is exactly as old, and customer 2's.
    expect(await project.rows("select * from order_habits order by customer_id")).toEqual([
      {
        customer_id: 1,
        as_of: "2024-04-01 00:00:00",
        order_count_30d: 1,
        order_count_lifetime: 3,
        revenue_90d: 150,
        recency_days: expect.closeTo(day(11 * 24 + 14)),
        last_category: "shoes",
        spend_shoes: 130,
        spend_bags: 50,
        average_order: 50,
      },
      {
        customer_id: 2,
        as_of: "2024-04-01 00:00:00",
        order_count_30d: 1,
        order_count_lifetime: 2,
        revenue_90d: 240,
        recency_days: 1,
        last_category: "bags",
        spend_shoes: 40,
        spend_bags: 200,
        average_order: 120,
      },
    ]);
    expect(await project.rows("select customer_id, city, is_abroad from profile order by 1")).toEqual([
      { customer_id: 1, city: "Busan", is_abroad: false },
      { customer_id: 2, city: "Tokyo", is_abroad: true },
    ]);
    // Customer 3 leaves on 20 February; of 1 April nobody knows yet who churns.
    expect(
      await project.rows(
        "select customer_id, as_of, order_count_30d, recency_days, city, household_spend, is_new, churned from churn_training order by 2, 1",
      ),
    ).toEqual([
      {
        customer_id: 1,
        as_of: "2024-02-01 00:00:00",
        order_count_30d: 1,
        recency_days: expect.closeTo(day(26 * 24 + 14)),
        city: "Seoul",
        household_spend: 5,
        is_new: true,
        churned: false,
      },
      {
        customer_id: 3,
        as_of: "2024-02-01 00:00:00",
        order_count_30d: 0,
        recency_days: null,
        city: null,
        household_spend: null,
        is_new: true,
        churned: true,
      },
      {
        customer_id: 1,
        as_of: "2024-03-01 00:00:00",
        order_count_30d: 1,
        recency_days: expect.closeTo(day(19 * 24 + 14)),
        city: "Busan",
        household_spend: 8,
        is_new: false,
        churned: false,
      },
      {
        customer_id: 2,
        as_of: "2024-03-01 00:00:00",
        order_count_30d: 0,
        recency_days: null,
        city: "Tokyo",
        household_spend: 8,
        is_new: true,
        churned: false,
      },
    ]);
    expect(
      await project.rows(
        "select customer_id, as_of, order_count_lifetime, revenue_90d from order_habits_history order by 2",
      ),
    ).toEqual([
      { customer_id: 1, as_of: "2024-02-01 00:00:00", order_count_lifetime: 1, revenue_90d: 100 },
      { customer_id: 1, as_of: "2024-03-01 00:00:00", order_count_lifetime: 2, revenue_90d: 150 },
    ]);
    expect((await project.build()).statuses).toEqual({});
  });

  it("makes a view anew where its moment moved, and says so; sets stay as they are", async () => {
    const project = kiosk({ "project.yml": (text) => text.replace(`'{{var "as_of"}}'`, "day") });
    await project.build({ now: new Date("2024-04-01T09:00:00Z") });
    expect((await project.build({ now: new Date("2024-04-01T23:00:00Z") })).statuses).toEqual({});
    const next = await project.build({ now: new Date("2024-04-02T01:00:00Z") });
    expect(next.reasons).toEqual({
      order_habits: ["moment"],
      profile: ["moment"],
      household_habits: ["moment"],
    });
    expect(await project.rows("select distinct as_of from order_habits")).toEqual([
      { as_of: "2024-04-02 00:00:00" },
    ]);
  });

  it("makes sets anew where a view that they take from is defined otherwise", async () => {
    const project = kiosk();
    await project.build();
    project.write({
      [habits]: project.fileOf(habits).replace("windows: [30d, lifetime]", "windows: [31d, 30d, lifetime]"),
    });
    const { reasons } = await project.build();
    // The set takes order_count_*, the history everything.
    expect(reasons).toEqual({
      order_habits: ["statement"],
      order_habits_history: ["statement"],
      churn_training: ["statement"],
    });
  });

  it("keeps a set whose view gets a feature that it does not take", async () => {
    const project = kiosk();
    await project.build();
    project.write({
      [habits]: project
        .fileOf(habits)
        .replace("      - {name: city,", "      - {name: street, column: city}\n      - {name: city,"),
    });
    expect((await project.build()).reasons).toEqual({ profile: ["statement"] });
  });

  it("publishes no view whose tests fail, and none of the sets that take from it", async () => {
    const project = kiosk({
      [habits]: (text) => text.replace("{row_count: {min: 1}}", "{row_count: {min: 9}}"),
    });
    const { statuses } = await project.build();
    expect(statuses).toMatchObject({
      order_habits: "fail",
      order_habits_history: "skipped",
      churn_training: "skipped",
      profile: "success",
    });
  });

  it("reads no rows with --empty, and those of a stretch of time with --sample", async () => {
    const untested = (text: string) => text.replace("    tests: [{row_count: {min: 1}}]\n", "");
    const project = kiosk({ [habits]: untested });
    await project.build({ empty: true });
    expect(await project.rows("select count(*) as n from order_habits")).toEqual([{ n: 0 }]);
    const timed = kiosk({
      [habits]: untested,
      "models/models.yml": (text) => text.replace("{name: orders,", "{name: orders, event_time: ordered_at,"),
    });
    await timed.build({ sample: { seconds: 20 * 86_400 }, now: new Date("2024-04-01T00:00:00Z") });
    expect(
      await timed.rows("select customer_id, order_count_lifetime as n from order_habits order by 1"),
    ).toEqual([
      { customer_id: 1, n: 1 },
      { customer_id: 2, n: 1 },
    ]);
  });

  it("does not run where something is wrong, which has its place in the YAML", async () => {
    const project = kiosk({
      [habits]: (text) =>
        text.replace("agg: sum, column: amount, windows", "agg: sum, column: amout, windows"),
    });
    const { diagnostics, statuses } = await project.build();
    expect(statuses).toEqual({});
    expect(diagnostics.map((one) => renderProblem(one))).toEqual([
      'features/customers.yml:14:43 Q0107 unknown column "amout" — did you mean "amount"?',
    ]);
  });
});
