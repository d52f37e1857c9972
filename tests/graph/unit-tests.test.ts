import { describe, expect, it } from "vitest";
import { stateOf } from "../../src/graph/selection/state.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { codesAndPlaces, load, writeProject } from "../unit/run-units.ts";

const files = {
  "models/dim.yml": "models: [{name: dim, latest_version: 2, versions: [{v: 1}, {v: 2}]}]\n",
  "models/dim_v1.sql": 'select 1 as a from {{ref "stg_orders"}}\n',
  "models/dim_v2.sql": 'select 1 as a from {{ref "eph"}}\n',
  "models/eph.sql": '{{config materialized="ephemeral"}}\nselect * from {{ref "stg_orders"}}\n',
  "models/off.sql": "{{config enabled=false}}\nselect 1 as a\n",
  "macros/outer.hbs": "{{> inner}}",
  "macros/inner.hbs": 'select * from {{ref "stg_orders"}}',
};

async function graphOf(tests: string) {
  const { loaded, problems } = await load(writeProject({ files, tests }));
  const nodes = Object.values(loaded?.graph.nodes ?? {}).flatMap((node) =>
    node.kind === "unit_test" ? [node] : [],
  );
  return { graph: loaded?.graph, nodes, problems };
}

describe("buildUnitTest(definition, context)", () => {
  it("makes a node that reads what it tests, of a version the one that is meant", async () => {
    const { nodes, problems } = await graphOf(`  - {name: a, model: dim, expect: []}
  - {name: a, model: ref "dim" v=1, expect: []}
  - {name: b, model: stg_orders, tags: [x], expect: []}
`);
    expect(problems).toEqual([]);
    expect(nodes.map(({ id, dependsOn, fqn, subjectName }) => [id, dependsOn, fqn, subjectName])).toEqual([
      ["unit_test.dim.v2.a", ["model.dim.v2"], ["tiny", "a"], "dim.v2"],
      ["unit_test.dim.v1.a", ["model.dim.v1"], ["tiny", "a"], "dim.v1"],
      ["unit_test.stg_orders.b", ["model.stg_orders"], ["tiny", "b"], "stg_orders"],
    ]);
  });

  it("lets rows be given for what ephemeral parents read", async () => {
    const { nodes, problems } = await graphOf(
      "  - {name: a, model: dim, given: [{input: eph}, {input: stg_orders}], expect: []}\n",
    );
    expect(problems).toEqual([]);
    expect(nodes[0]?.given.map(({ input }) => input)).toEqual([
      { kind: "node", node: "model.eph" },
      { kind: "node", node: "model.stg_orders" },
    ]);
  });

  it("makes a node of a macro's test that knows the macros behind it and reads what is given", async () => {
    const { nodes, problems } = await graphOf(
      '  - {name: a, macro: outer, given: [{input: ref "stg_orders"}, {input: rows}], expect: []}\n',
    );
    expect(problems).toEqual([]);
    expect(nodes[0]).toMatchObject({
      id: "unit_test.outer.a",
      macros: ["outer", "inner"],
      dependsOn: ["model.stg_orders"],
      given: [{ input: { kind: "node" } }, { input: { kind: "table", name: "rows" } }],
    });
  });

  it("leaves out tests of what is disabled, with a warning", async () => {
    const { nodes, problems } = await graphOf("  - {name: a, model: off, expect: []}\n");
    expect(nodes).toEqual([]);
    expect(codesAndPlaces(problems)).toEqual(["Q0314 tests/unit.yml:2:22"]);
    expect(problems[0]?.severity).toBe("warning");
  });

  it("counts as modified where its rows differ, not where they move", async () => {
    const stateIn = async (tests: string) => {
      const { graph } = await graphOf(tests);
      return graph && stateOf(graph, {})["unit_test.stg_orders.a" as NodeId];
    };
    const one = "  - {name: a, model: stg_orders, expect: [{order_id: 1}]}\n";
    expect(await stateIn(`\n\n${one}`)).toEqual(await stateIn(one));
    expect(await stateIn(one.replace("1}", "2}"))).not.toEqual(await stateIn(one));
  });
});
