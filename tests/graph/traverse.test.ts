import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ancestorsOf, childrenOf, descendantsOf } from "../../src/graph/traverse.ts";
import { graphOf, modelId, naiveReach, shapes } from "./random-graph.ts";

const depths = fc.oneof(fc.nat(4), fc.constant(Number.POSITIVE_INFINITY));

describe("childrenOf(graph)", () => {
  it("turns every edge around", () => {
    fc.assert(
      fc.property(shapes(), (shape) => {
        const graph = graphOf(shape);
        const edges = Object.values(graph.nodes).flatMap((node) =>
          node.dependsOn.map((parent) => [parent, node.id]),
        );
        const turned = [...childrenOf(graph)].flatMap(([parent, children]) =>
          children.map((child) => [parent, child]),
        );
        expect(turned.sort()).toEqual(edges.sort());
      }),
    );
  });
});

describe.each([
  ["ancestorsOf", ancestorsOf, "up"],
  ["descendantsOf", descendantsOf, "down"],
] as const)("%s(graph, ids, depth)", (_name, walk, direction) => {
  it("finds what a step-by-step search finds, without the start", () => {
    fc.assert(
      fc.property(shapes(), fc.nat(11), depths, (shape, start, depth) => {
        const graph = graphOf(shape);
        const id = modelId(start % shape.models.length);
        const expected = naiveReach(graph, id, direction, depth);
        expected.delete(id);
        expect(walk(graph, [id], depth)).toEqual(expected);
      }),
    );
  });

  it("counts steps from the nearest of several starts", () => {
    fc.assert(
      fc.property(shapes(), fc.array(fc.nat(11), { maxLength: 3 }), fc.nat(3), (shape, starts, depth) => {
        const graph = graphOf(shape);
        const ids = starts.map((start) => modelId(start % shape.models.length));
        const expected = new Set(ids.flatMap((id) => [...naiveReach(graph, id, direction, depth)]));
        for (const id of ids) expected.delete(id);
        expect(walk(graph, ids, depth)).toEqual(expected);
      }),
    );
  });
});
