import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { currentSelect } from "../../src/features/current-values.ts";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { traceLineage } from "../../src/sql/lineage/trace-lineage.ts";
import { readPlan } from "../../src/sql/plan/read-plan.ts";
import { openPlanner, type Planner } from "../sql/plan/planner.ts";
import { all, days, column as feature, months, viewOf } from "./reference/views.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(
    "create table events (customer integer, happened timestamp, amount integer, channel varchar, email varchar); create table spine (customer integer, moment timestamp)",
  );
});
afterAll(() => planner.close());

/** The columns that each column is made of. */
async function sourcesOf(sql: string): Promise<Record<string, readonly string[]>> {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(JSON.stringify(read));
  const traced = traceLineage(read.plan);
  if (traced.kind !== "traced") throw new Error(JSON.stringify(traced));
  const names = ["customer", "as_of", "spend", "top", "last", "twice"];
  expect(traced.columns.length).toBe(names.length);
  return Object.fromEntries(
    traced.columns.map(({ uses }, i) => [
      names[i],
      uses.map(({ table, column }) => `${table}.${column}`).sort(),
    ]),
  );
}

const view = (density: "dense" | "sparse") =>
  viewOf(
    [
      feature("spend", { kind: "sum", value: "amount" }, days(30), { where: "channel = 'web'" }),
      feature("top", { kind: "mode", value: "channel" }, months(1)),
      feature("last", { kind: "last", value: "email" }, days(7)),
      { kind: "expression", name: "twice", value: "spend * 2" },
    ],
    { density },
  );

describe("lineage of features", () => {
  it.each(["sparse", "dense"] as const)(
    "reaches the source columns, and no others, of %s views",
    async (density) => {
      const spine = { relation: "spine", key: ["customer"], asOf: "moment" };
      const found = await sourcesOf(pointInTimeSelect({ spine, views: [all(view(density))] }, duckdbDialect));
      const ofEvents = Object.entries(found).map(([name, from]) => [
        name,
        from.filter((each) => each.startsWith("events.")),
      ]);
      expect(Object.fromEntries(ofEvents)).toEqual({
        customer: [],
        as_of: [],
        spend: ["events.amount", "events.channel", "events.happened"],
        top: ["events.channel", "events.happened"],
        last: ["events.email", "events.happened"],
        twice: ["events.amount", "events.channel", "events.happened"],
      });
      expect([found.customer, found.as_of]).toEqual([["spine.customer"], ["spine.moment"]]);
    },
  );

  it("reaches them for current values too", async () => {
    const found = await sourcesOf(currentSelect(view("sparse"), "timestamp '2024-01-01'", duckdbDialect));
    expect(found.twice).toEqual(["events.amount", "events.channel", "events.happened"]);
    expect(found.customer).toEqual(["events.customer"]);
  });
});
