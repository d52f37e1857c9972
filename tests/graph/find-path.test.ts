import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findPath } from "../../src/graph/find-path.ts";
import { asNodeId } from "../../src/graph/node-ids.ts";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import { makeModel, makeProject, makeSource } from "./make-project.ts";
import { graphOf, modelId, naiveReach, shapes } from "./random-graph.ts";

const { value: graph } = resolveGraph(
  makeProject([
    makeSource("shop.orders"),
    makeModel("stg", { reads: ["source:shop.orders"] }),
    makeModel("long", { reads: ["stg"] }),
    makeModel("fct", { reads: ["long", "stg"] }),
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
