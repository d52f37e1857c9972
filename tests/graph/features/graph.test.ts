import { describe, expect, it } from "vitest";
import { selectNodes } from "../../../src/graph/selection/select-nodes.ts";
import { stateOf } from "../../../src/graph/selection/state.ts";
import type { Graph, NodeId } from "../../../src/graph/types.ts";
import { resolve, resolveSound, viewOf } from "./resolve-features.ts";

const view = (settings = "") =>
  `  - {name: orders, entity: customer, from: fct_orders, timestamp: ordered_at, tags: [habit],${settings} features: [{name: n, agg: count, tests: [not_null]}]}\n`;
const set = (settings = "") =>
  `  - {name: churn, entity: customer, spine: {at: fct_events, timestamp: happened_at},${settings} features: [orders.n]}\n`;
const files = { "features/crm/all.yml": `features:\n${view()}feature_sets:\n${set()}` };

function select(graph: Graph, text: string): readonly string[] {
  const { value, diagnostics } = selectNodes(graph, { select: [text] });
  return [...[...value].filter((id) => !id.startsWith("test.")), ...diagnostics.map(({ code }) => code)];
}

describe("feature views and training sets in the graph", () => {
  it("are selected by all that models are selected by", async () => {
    const graph = await resolveSound(files);
    const both = ["feature_view.orders", "training_set.churn"];
    expect(select(graph, "resource_type:feature_view")).toEqual([both[0]]);
    expect(select(graph, "resource_type:training_set")).toEqual([both[1]]);
    expect(select(graph, "feature_view:*")).toEqual([both[0]]);
    expect(select(graph, "training_set:ch*")).toEqual([both[1]]);
    expect(select(graph, "feature_view:demo.orders")).toEqual([both[0]]);
    expect(select(graph, "feature_view:a.b.c")).toEqual([expect.stringMatching(/^Q/)]);
    expect(select(graph, "tag:habit")).toEqual([both[0]]);
    expect(select(graph, "path:features")).toEqual(both);
    expect(select(graph, "file:all.yml")).toEqual(both);
    expect(select(graph, "crm")).toEqual(both);
    expect(select(graph, "config.materialized:table,path:features")).toEqual(both);
    expect(select(graph, "access:protected,path:features")).toEqual(both);
    expect(select(graph, "orders+")).toEqual(both);
    expect(select(graph, "+churn")).toEqual(["model.fct_events", "model.fct_orders", ...both]);
    expect(select(graph, "fct_events+")).toEqual(["model.fct_events", "training_set.churn"]);
  });

  it("are found by refs, by exposures, by tests of others and by unit tests", async () => {
    const graph = await resolveSound({
      ...files,
      "models/mart.sql": 'select * from {{ref "orders"}} join {{ref "churn"}} using (customer_id)\n',
      "models/more.yml": `exposures: [{name: crm, type: ml, depends_on: ['ref "churn"']}]
models: [{name: mart, columns: [{name: customer_id, tests: [{relationships: {to: orders, field: customer_id}}]}]}]
`,
      "tests/unit.yml": `unit_tests:
  - {name: a, model: orders, given: [{input: fct_orders, rows: []}], expect: []}
  - {name: b, model: churn, given: [{input: fct_orders, rows: []}, {input: fct_events, rows: []}], expect: []}
`,
    });
    const dependsOn = (id: string) => graph.nodes[id as NodeId]?.dependsOn;
    expect(dependsOn("model.mart")).toEqual(["feature_view.orders", "training_set.churn"]);
    expect(dependsOn("exposure.crm")).toEqual(["training_set.churn"]);
    expect(dependsOn("unit_test.orders.a")).toEqual(["feature_view.orders"]);
    expect(dependsOn("test.relationships_mart_customer_id__customer_id__ref_orders_")).toEqual([
      "model.mart",
      "feature_view.orders",
    ]);
  });

  it("let no rows be given for a view of which only the definition counts", async () => {
    const { problems } = await resolve({
      ...files,
      "tests/unit.yml":
        "unit_tests:\n  - {name: b, model: churn, given: [{input: orders, rows: []}], expect: []}\n",
    });
    expect(problems).toEqual(['tests/unit.yml:2:45 Q0904 training set "churn" does not read "orders"']);
  });

  it("obey groups and access", async () => {
    const groups = { "models/groups.yml": "groups: [{name: crm, owner: {name: x}}]\n" };
    const text = (ofView: string, ofSet: string) => ({
      ...groups,
      "features/all.yml": `features:\n${view(ofView)}feature_sets:\n${set(ofSet)}`,
    });
    expect((await resolve(text(" group: crm, access: private,", " group: crm,"))).problems).toEqual([]);
    expect((await resolve(text(" group: crm, access: private,", ""))).problems).toEqual([
      'features/all.yml:4:97 Q0308 "churn" may not read "orders", which is private to the group "crm"',
    ]);
    expect((await resolve(text(" group: crn,", ""))).problems).toEqual([
      'features/all.yml:2:94 Q0106 "orders" belongs to the unknown group "crn" — did you mean "crm"?',
    ]);
  });

  it("stand behind all stages, and are no way around them", async () => {
    const staged = {
      ...files,
      "project.yml": "name: demo\nstages: [staging, marts]\n",
      "models/staging/stg.sql": 'select * from {{ref "orders"}}\n',
      "models/marts/late.sql": "select 1 as customer_id, now() as ordered_at\n",
    };
    expect(viewOf(await resolveSound(staged), "orders").stage).toBeUndefined();
    const { problems } = await resolve({
      ...staged,
      "features/crm/all.yml": `features:\n${view().replace("fct_orders", "late")}`,
    });
    expect(problems).toEqual([
      'models/staging/stg.sql:1:21 Q0306 "stg" of stage staging reads "late" of the later stage marts: stg -> orders -> late',
    ]);
  });

  it("do not go in circles", async () => {
    const { problems } = await resolve({
      ...files,
      "models/fct_orders.sql": 'select * from {{ref "churn"}}\n',
    });
    expect(problems.map((problem) => problem.split("\n")[0])).toEqual([
      expect.stringMatching(/Q0304 cycle: .*churn/),
    ]);
  });

  it("are known to have changed by what they say, not by where they say it", async () => {
    const bodyOf = async (text: string) => {
      const graph = await resolveSound({ "features/all.yml": text });
      const states = stateOf(graph, {});
      return ["feature_view.orders", "training_set.churn"].map((id) => states[id as NodeId]?.body);
    };
    const text = `features:\n${view()}feature_sets:\n${set()}`;
    const before = await bodyOf(text);
    expect(await bodyOf(`\n# moved\n${text}`)).toEqual(before);
    const [ofView, ofSet] = await bodyOf(text.replace("agg: count", "agg: count, where: x"));
    expect([ofView === before[0], ofSet === before[1]]).toEqual([false, true]);
  });
});
