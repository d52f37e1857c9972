import { describe, expect, it } from "vitest";
import { inlinedNodes } from "../../src/compile/inlined-nodes.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { resolveSound } from "../graph/features/resolve-features.ts";

const files = {
  "models/first.sql": '{{config materialized="ephemeral"}}\nselect * from {{ref "fct_orders"}}\n',
  "models/second.sql": '{{config materialized="ephemeral"}}\nselect * from {{ref "first"}}\n',
  "models/total.sql": 'select count(*) as n from {{ref "second"}}\n',
  "models/above.sql": 'select * from {{ref "total"}}\n',
  "features/features.yml": `features:
  - name: habits
    entity: customer
    from: second
    timestamp: ordered_at
    history: {every: 1mo, from: 2024-01-01, to: 2024-03-01}
    features: [{name: orders, agg: count, windows: [30d]}]
  - name: visits
    entity: customer
    from: fct_events
    timestamp: happened_at
    features: [{name: events, agg: count, windows: [30d]}]
feature_sets:
  - name: taking
    entity: customer
    spine: {at: dim_customers, timestamp: signup_at}
    features: [habits.*]
  - name: reading
    entity: customer
    spine: {at: habits, timestamp: as_of}
    features: [visits.*]
  - name: both
    entity: customer
    spine: {at: habits, timestamp: as_of}
    features: [habits.*]
`,
};

const inlined = async (...ids: readonly string[]) =>
  [...inlinedNodes(await resolveSound(files), ids as readonly NodeId[])].sort();

describe("inlinedNodes(graph, ids)", () => {
  it("finds ephemeral models through any number of steps", async () => {
    expect(await inlined("model.total")).toEqual(["model.first", "model.second"]);
    expect(await inlined("model.second")).toEqual(["model.first"]);
    expect(await inlined("feature_view.habits")).toEqual(["model.first", "model.second"]);
  });

  it("leaves out what is read as a table, and what that inlines", async () => {
    expect(await inlined("model.above")).toEqual([]);
  });

  it("finds the views of a set or history, and what they inline", async () => {
    const all = ["feature_view.habits", "model.first", "model.second"];
    expect(await inlined("training_set.taking")).toEqual(all);
    expect(await inlined("training_set.habits_history")).toEqual(all);
  });

  it("leaves out a view of which a set reads the table alone, whatever another set takes", async () => {
    expect(await inlined("training_set.reading")).toEqual(["feature_view.visits"]);
    expect(await inlined("training_set.both")).toContain("feature_view.habits");
    expect(await inlined("training_set.reading", "training_set.taking")).toEqual([
      "feature_view.habits",
      "feature_view.visits",
      "model.first",
      "model.second",
    ]);
  });
});
