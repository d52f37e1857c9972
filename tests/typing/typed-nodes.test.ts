import { describe, expect, it } from "vitest";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { Definition } from "../../src/project/definitions.ts";
import { typedNodes } from "../../src/typing/typed-nodes.ts";
import {
  makeColumn,
  makeExposure,
  makeModel,
  makeProject,
  makeSeed,
  makeSource,
  makeSpan,
  makeTest,
} from "../graph/make-project.ts";

const a = [{ name: "a", type: "INTEGER" }];

function typed(definitions: readonly Definition[], columns: typeof a | undefined = a) {
  return typedNodes(resolveGraph(makeProject(definitions)).value, () => columns);
}

const namesOf = (definitions: readonly Definition[]) =>
  Object.fromEntries(
    typed(definitions).map(({ id, name, otherNames }) => [id, [name, ...(otherNames ?? [])]]),
  );

describe("typedNodes(graph, columnsOf)", () => {
  it("gives sources, models and seeds, and nothing else", () => {
    expect(
      namesOf([
        makeSource("shop.orders"),
        makeModel("stg"),
        makeSeed("countries"),
        makeExposure("report", ["stg"]),
      ]),
    ).toEqual({
      "source.shop.orders": ["shop.orders"],
      "model.stg": ["stg"],
      "seed.countries": ["countries"],
    });
  });

  it("names versions, and the latest also without its version", () => {
    const versions = ["1", "2", "3"].map((version) =>
      makeModel("dim", { version, latestVersion: "2", file: `models/dim.v${version}.sql` }),
    );
    expect(namesOf(versions)).toEqual({
      "model.dim.v1": ["dim.v1"],
      "model.dim.v2": ["dim.v2", "dim"],
      "model.dim.v3": ["dim.v3"],
    });
  });

  it("names what comes from a package by the package too, and alone where the project has no other", () => {
    const names = namesOf([
      makeModel("orders"),
      makeModel("orders", { package: "crm" }),
      makeModel("people", { package: "crm" }),
    ]);
    expect(Object.values(names)).toEqual([["orders"], ["crm.orders"], ["people", "crm.people"]]);
  });

  it("takes descriptions from YAML, whatever the case of the name", () => {
    const model = makeModel("stg", {
      description: "All.",
      columns: [makeColumn("A", { description: "The first." })],
    });
    expect(typed([model])).toMatchObject([
      {
        description: "All.",
        columns: [{ name: "a", type: "INTEGER", nullable: true, description: "The first." }],
      },
    ]);
  });

  it("leaves out nodes whose columns are not known", () => {
    expect(typedNodes(resolveGraph(makeProject([makeModel("stg")])).value, () => undefined)).toEqual([]);
  });

  it.each([
    ["a not_null test", makeColumn("a", { tests: [makeTest("not_null", {}, { column: "a" })] }), false],
    [
      "a not_null constraint that no contract holds",
      makeColumn("a", { constraints: [{ type: "not_null", span: makeSpan("m.yml") }] }),
      true,
    ],
    ["another test", makeColumn("a", { tests: [makeTest("unique", {}, { column: "a" })] }), true],
    [
      "a not_null test that only warns",
      makeColumn("a", { tests: [makeTest("not_null", {}, { column: "a", settings: { severity: "warn" } })] }),
      true,
    ],
    [
      "a not_null test of some rows",
      makeColumn("a", { tests: [makeTest("not_null", {}, { column: "a", settings: { where: "x" } })] }),
      true,
    ],
    [
      "a not_null test that lets some pass",
      makeColumn("a", { tests: [makeTest("not_null", {}, { column: "a", settings: { error_if: "> 5" } })] }),
      true,
    ],
  ])("by %s", (_, column, nullable) => {
    expect(typed([makeModel("stg", { columns: [column] })])).toMatchObject([{ columns: [{ nullable }] }]);
  });

  it("by whoever knows the columns", () => {
    const known = [{ name: "a", type: "INTEGER", nullable: false }];
    expect(typed([makeModel("stg")], known)).toMatchObject([{ columns: [{ nullable: false }] }]);
  });
});
