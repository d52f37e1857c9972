import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeNode, findPath, testsOf } from "../../src/graph/explain.ts";
import { asNodeId } from "../../src/graph/node-ids.ts";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { Node } from "../../src/graph/types.ts";
import {
  makeColumn,
  makeModel,
  makeProject,
  makeSingularTest,
  makeSource,
  makeTest,
} from "./make-project.ts";
import { graphOf, modelId, naiveReach, shapes } from "./random-graph.ts";

const { value: graph } = resolveGraph(
  makeProject([
    makeSource("shop.orders"),
    makeModel("stg", {
      reads: ["source:shop.orders"],
      columns: [makeColumn("id", { tests: [makeTest("unique")] })],
    }),
    makeModel("long", { reads: ["stg"] }),
    makeModel("fct", { reads: ["long", "stg"] }),
    makeModel("dim", { version: "2", latestVersion: "2" }),
    makeSingularTest("check", { reads: ["stg"] }),
  ]),
);

describe("findPath(graph, from, to)", () => {
  it("is a shortest one", () => {
    expect(findPath(graph, asNodeId("source.shop.orders"), asNodeId("model.fct"))).toEqual([
      "source.shop.orders",
      "model.stg",
      "model.fct",
    ]);
  });

  it("is undefined against the flow", () => {
    expect(findPath(graph, asNodeId("model.fct"), asNodeId("model.stg"))).toBeUndefined();
  });

  it("exists exactly where one node needs the other, and each step is an edge", () => {
    fc.assert(
      fc.property(shapes(), fc.nat(11), fc.nat(11), (shape, a, b) => {
        const random = graphOf(shape);
        const from = modelId(a % shape.models.length);
        const to = modelId(b % shape.models.length);
        const path = findPath(random, from, to);
        expect(path !== undefined).toBe(naiveReach(random, from, "down", Number.POSITIVE_INFINITY).has(to));
        path?.slice(1).forEach((id, index) => {
          expect(random.nodes[id]?.dependsOn).toContain(path[index]);
        });
      }),
    );
  });
});

describe("testsOf(graph, id)", () => {
  it("has generic and singular tests", () => {
    expect(testsOf(graph, asNodeId("model.stg"))).toEqual(["test.check", "test.unique_stg_id"]);
    expect(testsOf(graph, asNodeId("model.fct"))).toEqual([]);
  });
});

describe("describeNode(node)", () => {
  it.each([
    ["source.shop.orders", 'source "shop.orders"'],
    ["model.stg", 'model "stg"'],
    ["model.dim.v2", 'model "dim" (version 2)'],
    ["test.check", 'test "check"'],
  ])("%s", (id, expected) => {
    expect(describeNode(graph.nodes[asNodeId(id)] as Node)).toBe(expected);
  });
});
