import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asNodeId } from "../../src/graph/node-ids.ts";
import { gatedNode, orderNodes } from "../../src/graph/order.ts";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { Graph, Node, NodeId } from "../../src/graph/types.ts";
import { makeModel, makeProject, makeSingularTest, makeSource } from "./make-project.ts";
import { graphOf, naiveReach, shapes } from "./random-graph.ts";

const idsOf = (graph: Graph) => Object.keys(graph.nodes) as NodeId[];

describe("orderNodes(graph, ids)", () => {
  it("puts each node after all that it reads, directly or through nodes that are not asked for", () => {
    fc.assert(
      fc.property(shapes(), fc.infiniteStream(fc.boolean()), (shape, keep) => {
        const graph = graphOf(shape, "backward");
        const asked = idsOf(graph).filter(() => keep.next().value === true);
        const order = orderNodes(graph, asked);
        expect([...order].sort()).toEqual([...asked].sort());
        order.forEach((id, index) => {
          const later = new Set(order.slice(index + 1));
          for (const ancestor of naiveReach(graph, id, "up", Number.POSITIVE_INFINITY)) {
            expect(later.has(ancestor)).toBe(false);
          }
        });
      }),
    );
  });

  it("does not depend on the order in which ids are given", () => {
    fc.assert(
      fc.property(shapes(), (shape) => {
        const graph = graphOf(shape);
        expect(orderNodes(graph, idsOf(graph).toReversed())).toEqual(orderNodes(graph, idsOf(graph)));
      }),
    );
  });

  it("follows the order of definition where nothing else decides", () => {
    const { value: graph } = resolveGraph(makeProject([makeModel("c"), makeModel("a"), makeModel("b")]));
    expect(orderNodes(graph, idsOf(graph))).toEqual(["model.c", "model.a", "model.b"]);
  });

  it("leaves out what the graph does not hold, and ends where there is a cycle", () => {
    const { value: graph } = resolveGraph(
      makeProject([makeModel("a", { reads: ["b"] }), makeModel("b", { reads: ["a"] })]),
    );
    expect(orderNodes(graph, [...idsOf(graph), asNodeId("model.gone")])).toHaveLength(2);
  });
});

describe("gatedNode(graph, test)", () => {
  const { value: graph } = resolveGraph(
    makeProject([
      makeModel("late", { reads: ["early"] }),
      makeModel("early"),
      makeSingularTest("both", { reads: ["late", "early", "source:s.t"] }),
      makeSingularTest("one", { reads: ["early"] }),
      makeSingularTest("outside", { reads: ["source:s.t"] }),
      makeSingularTest("nothing"),
      makeSource("s.t"),
    ]),
  );

  it.each([
    ["the last of several nodes, before any source", "both", "model.late"],
    ["the only one", "one", "model.early"],
    ["a source where it reads nothing else", "outside", "source.s.t"],
    ["itself where it reads nothing", "nothing", "test.nothing"],
  ])("is %s", (_what, name, expected) => {
    expect(gatedNode(graph, graph.nodes[asNodeId(`test.${name}`)] as Node)).toBe(expected);
  });
});
