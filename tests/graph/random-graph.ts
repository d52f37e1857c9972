import fc from "fast-check";
import { asNodeId } from "../../src/graph/node-ids.ts";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { Graph, NodeId } from "../../src/graph/types.ts";
import type { Definition } from "../../src/project/definitions.ts";
import { makeModel, makeProject, makeSingularTest } from "./make-project.ts";

/** A random acyclic graph as what each model and each test reads, by the models' numbers. */
export interface Shape {
  readonly models: readonly (readonly number[])[];
  readonly tests: readonly (readonly number[])[];
  readonly tags: readonly (readonly string[])[];
}

export const tags = ["red", "green", "blue"];

export function modelId(index: number): NodeId {
  return asNodeId(`model.m${index}`);
}

/** Graphs of up to `size` models, each of which reads only earlier ones, with tests over a few of them. */
export function shapes(size = 12): fc.Arbitrary<Shape> {
  const reads = fc.array(fc.nat(999), { maxLength: 3 });
  return fc
    .record({
      models: fc.array(fc.tuple(reads, fc.nat(7)), { minLength: 1, maxLength: size }),
      tests: fc.array(fc.tuple(fc.nat(999), reads), { maxLength: 5 }),
    })
    .map(({ models, tests }) => ({
      models: models.map(([numbers], index) => (index === 0 ? [] : within(numbers, index))),
      tests: tests.map(([number, numbers]) => within([number, ...numbers], models.length)),
      tags: models.map(([, bits]) => tags.filter((_tag, index) => (bits >> index) % 2 === 1)),
    }));
}

function within(numbers: readonly number[], count: number): readonly number[] {
  return [...new Set(numbers.map((number) => number % count))];
}

/** Resolves a shape; `order` says in which order its definitions come. */
export function graphOf(shape: Shape, order: "forward" | "backward" = "forward"): Graph {
  const definitions: Definition[] = [
    ...shape.models.map((reads, index) =>
      makeModel(`m${index}`, {
        reads: reads.map((parent) => `m${parent}`),
        settings: { tags: shape.tags[index] ?? [] },
      }),
    ),
    ...shape.tests.map((reads, index) =>
      makeSingularTest(`t${index}`, { reads: reads.map((parent) => `m${parent}`) }),
    ),
  ];
  return resolveGraph(makeProject(order === "forward" ? definitions : definitions.toReversed())).value;
}

/** What lies within `depth` steps of a node, found one step at a time without any of the program's own walking. */
export function naiveReach(
  graph: Graph,
  start: NodeId,
  direction: "up" | "down",
  depth: number,
): Set<NodeId> {
  const nodes = Object.values(graph.nodes);
  const reached = new Set([start]);
  for (let step = 0; step < Math.min(depth, nodes.length); step++) {
    const before = new Set(reached);
    for (const node of nodes) {
      for (const parent of node.dependsOn) {
        if (direction === "up" && before.has(node.id)) reached.add(parent);
        if (direction === "down" && before.has(parent)) reached.add(node.id);
      }
    }
    if (reached.size === before.size) break;
  }
  return reached;
}
