import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NodeId } from "../../../src/graph/types.ts";
import { type BuildOptions, type FeatureProject, openFeatureProject, resultOf } from "./feature-project.ts";

const view = `entities:
  - {name: customer, key: customer_id}
features:
  - name: habits
    entity: customer
    from: fct_orders
    key: {customer_id: buyer}
    timestamp: ordered_at
    known_at: loaded_at
    order: order_id
    features:
      - {name: orders, agg: count, windows: [7d, lifetime]}
      - {name: revenue, agg: sum, column: amount, windows: [1mo], default: 0}
      - {name: recency, agg: days_since_last}
      - {name: paused, agg: days_since_last, windows: [7d], default: 7}
      - {name: weeks, expr: "recency / 7"}
      - {name: average, expr: "revenue_1mo / nullif(orders_lifetime, 0)"}
`;

const header = "order_id,buyer,ordered_at,loaded_at,amount";
const early = [
  "1,1,2024-03-01 10:00:00,2024-03-01 10:00:00,100",
  "2,2,2024-03-02 10:00:00,2024-03-02 10:00:00,50",
  "3,3,2024-03-09 10:00:00,2024-03-09 10:00:00,20",
];
/** One for a customer of before, which comes late, and one of a new customer. */
const late = [
  "4,2,2024-03-05 10:00:00,2024-03-10 06:00:00,7",
  "5,4,2024-03-10 05:00:00,2024-03-10 05:00:00,1",
];

let project: FeatureProject;
beforeEach(() => {
  project = openFeatureProject({
    "models/marts/sources.yml":
      "sources:\n  - {name: raw, path: 'data/{table}.csv', tables: [{name: orders}]}\n",
    "models/marts/fct_orders.sql": 'select * from {{source "raw" "orders"}}\n',
    "features/habits.yml": view,
  });
  arrive(early);
});
afterEach(() => project.close());

const arrive = (rows: readonly string[]) =>
  project.write("data/orders.csv", [header, ...rows, ""].join("\n"));

/** Builds, and compares the table with what its statement gives as a whole. Returns how many entities were computed again, if not all. */
async function build(now: string, options: BuildOptions = {}): Promise<number | "all"> {
  const result = resultOf(await project.build(now, options), "feature_view.habits");
  expect(result.diagnostics).toEqual([]);
  expect(result.status).toBe("success");
  const rows = await project.rows("select * from habits order by all");
  const whole = project.selectOf("feature_view.habits" as NodeId);
  expect(rows).toEqual(await project.rows(`select * from (${whole}) order by all`));
  expect(result.rows).toBe(rows.length);
  return result.entities ?? "all";
}

describe("current values of a view with known_at", () => {
  it("are computed again for entities with new rows, and for those that a window has passed a row of", async () => {
    expect(await build("2024-03-09T12:00:00Z")).toBe("all");
    arrive([...early, ...late]);
    // Customer 2 (a late row, one week over), 4 (new); 1 is as it was.
    expect(await build("2024-03-10T12:00:00Z")).toBe(2);
    expect(
      await project.rows("select customer_id, orders_7d::int as n, recency from habits order by 1"),
    ).toEqual(
      [
        { customer_id: 1n, n: 0, recency: 9 + 2 / 24 },
        { customer_id: 2n, n: 1, recency: 5 + 2 / 24 },
        { customer_id: 3n, n: 1, recency: 1 + 2 / 24 },
        { customer_id: 4n, n: 1, recency: 7 / 24 },
      ].map((row) => ({ ...row, customer_id: expect.anything() })),
    );
    expect(await build("2024-03-11T12:00:00Z")).toBe(0);
    expect(await build("2024-04-30T12:00:00Z")).toBe(4);
  });

  it("are made anew at the same moment, at an earlier one, and where it is asked for", async () => {
    await build("2024-03-09T12:00:00Z");
    arrive([...early, ...late]);
    expect(await build("2024-03-09T12:00:00Z")).toBe("all");
    expect(await build("2024-03-08T12:00:00Z")).toBe("all");
    expect(await build("2024-03-10T12:00:00Z", { flags: { fullRefresh: true } })).toBe("all");
    expect(await build("2024-03-11T12:00:00Z", { flags: { force: true } })).toBe("all");
    expect(await build("2024-03-12T12:00:00Z")).toBe(1);
  });

  it("are made anew where the view, or anything that it reads, is defined otherwise", async () => {
    await build("2024-03-09T12:00:00Z");
    project.write("features/habits.yml", view.replace("recency / 7", "recency / 14"));
    expect(await build("2024-03-10T12:00:00Z")).toBe("all");
    project.write(
      "models/marts/fct_orders.sql",
      'select * from {{source "raw" "orders"}} where amount > 20\n',
    );
    expect(await build("2024-03-11T12:00:00Z")).toBe("all");
    expect(await build("2024-03-11T13:00:00Z")).toBe(0);
    // Comments make no difference.
    project.write(
      "models/marts/fct_orders.sql",
      'select * from {{source "raw" "orders"}} where amount > 20 --\n',
    );
    expect(await build("2024-03-11T14:00:00Z")).toBe(0);
  });

  it("are made anew where what they read gives something else each time, or leaves rows out", async () => {
    project.write(
      "models/marts/fct_orders.sql",
      'select * from {{source "raw" "orders"}} where random() < 2\n',
    );
    await build("2024-03-09T12:00:00Z");
    expect(await build("2024-03-10T12:00:00Z")).toBe("all");
    project.write("models/marts/fct_orders.sql", 'select * from {{source "raw" "orders"}}\n');
    expect(await build("2024-03-11T12:00:00Z", { flags: { empty: true } })).toBe("all");
    expect(await build("2024-03-12T12:00:00Z", { flags: { empty: true } })).toBe("all");
    expect(await build("2024-03-13T12:00:00Z")).toBe("all");
    expect(await build("2024-03-14T12:00:00Z")).toBe(0);
  });

  it("are made anew where somebody has written to the table, or dropped what it is carried on by", async () => {
    await build("2024-03-09T12:00:00Z");
    await project.run("delete from habits where customer_id = 1");
    expect(await build("2024-03-09T13:00:00Z")).toBe("all");
    await project.run("drop table _quern.moments_habits");
    expect(await build("2024-03-09T14:00:00Z")).toBe("all");
    await project.run("alter table habits alter orders_7d type varchar");
    expect(await build("2024-03-09T15:00:00Z")).toBe("all");
    expect(await build("2024-03-09T16:00:00Z")).toBe(0);
  });

  it("are carried on from one declared moment to the next", async () => {
    project.write(
      "features/habits.yml",
      view.replace("    order:", "    as_of: '{{var \"as_of\"}}'\n    order:"),
    );
    const at = (as_of: string) => build("2024-06-01T00:00:00Z", { vars: { as_of } });
    expect(await at("2024-03-09")).toBe("all");
    arrive([...early, ...late]);
    expect(await at("2024-03-10")).toBe(2);
    expect(await at("2024-03-11")).toBe(2);
  });

  it("stay as they were where a test fails, and go on from there", async () => {
    project.write("features/habits.yml", `${view}    tests: [{expression: {expression: "orders_7d < 2"}}]\n`);
    await build("2024-03-09T12:00:00Z");
    const before = await project.rows("select * from habits order by all");
    arrive([...early, "6,3,2024-03-10 00:00:00,2024-03-10 00:00:00,1"]);
    const failed = resultOf(await project.build("2024-03-10T12:00:00Z"), "feature_view.habits");
    expect(failed.status).toBe("fail");
    expect(await project.rows("select * from habits order by all")).toEqual(before);
    arrive([...early, ...late]);
    expect(await build("2024-03-10T12:00:00Z")).toBe(2);
  });

  it("are made anew in each build without known_at", async () => {
    project.write("features/habits.yml", view.replace("    known_at: loaded_at\n", ""));
    await build("2024-03-09T12:00:00Z");
    expect(await build("2024-03-10T12:00:00Z")).toBe("all");
    expect(await project.rows("select node from _quern.current_values")).toEqual([]);
  });
});
