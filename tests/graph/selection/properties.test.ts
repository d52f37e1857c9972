import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selectNodes } from "../../../src/graph/selection/select-nodes.ts";
import type { IndirectSelection } from "../../../src/graph/selection/types.ts";
import type { Graph } from "../../../src/graph/types.ts";
import { graphOf, modelId, naiveReach, type Shape, shapes, tags } from "../random-graph.ts";

/** One criterion about a graph of at most twelve models. */
const criteria = fc
  .record({
    at: fc.boolean(),
    up: fc.constantFrom("", "+", "1+", "2+"),
    value: fc.oneof(
      fc.nat(11).map((index) => `m${index}`),
      fc.constantFrom(...tags).map((tag) => `tag:${tag}`),
      fc.constantFrom("*", "m?", "m1*", "m[0-3]", "test_type:singular", "resource_type:model", "t0"),
    ),
    down: fc.constantFrom("", "+", "+1", "+2"),
  })
  .map(({ at, up, value, down }) => (at ? `@${value}` : `${up}${value}${down}`));

const modes = fc.constantFrom<IndirectSelection>("eager", "cautious", "buildable", "empty");

function select(
  graph: Graph,
  words: readonly string[],
  rest: Parameters<typeof selectNodes>[1] = {},
): Set<string> {
  return new Set(selectNodes(graph, { select: words, ...rest }).value);
}

const union = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a, ...b]);
const both = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a].filter((id) => b.has(id)));
const minus = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a].filter((id) => !b.has(id)));

describe("selectNodes(graph, request): algebra", () => {
  it("unites words: in any order, in any grouping, each as often as one likes", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, criteria, modes, (shape, a, b, c, indirectSelection) => {
        const graph = graphOf(shape);
        const all = select(graph, [a, b, c], { indirectSelection });
        expect(select(graph, [`${c} ${b} ${a}`], { indirectSelection })).toEqual(all);
        expect(select(graph, [a, `${b} ${c}`, a], { indirectSelection })).toEqual(all);
      }),
    );
  });

  it("unites what each word selects by itself", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, (shape, a, b) => {
        const graph = graphOf(shape);
        expect(select(graph, [a, b])).toEqual(union(select(graph, [a]), select(graph, [b])));
      }),
    );
  });

  it("intersects what stands between commas: in any order, each as often as one likes", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, criteria, modes, (shape, a, b, c, indirectSelection) => {
        const graph = graphOf(shape);
        const all = select(graph, [`${a},${b},${c}`], { indirectSelection });
        expect(select(graph, [`${c},${a},${b}`], { indirectSelection })).toEqual(all);
        expect(select(graph, [`${a},${a},${b},${c}`], { indirectSelection })).toEqual(all);
        expect(select(graph, [`${a},${a}`], { indirectSelection })).toEqual(
          select(graph, [a], { indirectSelection }),
        );
      }),
    );
  });

  it("intersects what each part selects by itself", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, (shape, a, b) => {
        const graph = graphOf(shape);
        expect(select(graph, [`${a},${b}`])).toEqual(both(select(graph, [a]), select(graph, [b])));
      }),
    );
  });

  it("takes away what is excluded, with its tests, whichever way tests come along", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, modes, (shape, a, b, indirectSelection) => {
        const graph = graphOf(shape);
        const kept = select(graph, [a], { exclude: [b], indirectSelection });
        expect(kept).toEqual(minus(select(graph, [a], { indirectSelection }), select(graph, [b])));
      }),
    );
  });

  it("takes everything where nothing is asked for, and everything but what is excluded", () => {
    fc.assert(
      fc.property(shapes(), criteria, (shape, a) => {
        const graph = graphOf(shape);
        const all = new Set(Object.keys(graph.nodes));
        expect(new Set(selectNodes(graph).value)).toEqual(all);
        expect(new Set(selectNodes(graph, { exclude: [a] }).value)).toEqual(minus(all, select(graph, [a])));
      }),
    );
  });

  it("does not depend on the order of definition", () => {
    fc.assert(
      fc.property(shapes(), criteria, criteria, modes, (shape, a, b, indirectSelection) => {
        const rest = { exclude: [b], indirectSelection };
        const forward = select(graphOf(shape), [a], rest);
        expect(select(graphOf(shape, "backward"), [a], rest)).toEqual(forward);
      }),
    );
  });
});

describe("selectNodes(graph, request): graph operators", () => {
  const empty = { indirectSelection: "empty" } as const;
  const withStart = fc.tuple(shapes(), fc.nat(11)).map(([shape, start]) => {
    const index = start % shape.models.length;
    return { shape, index, id: modelId(index) } satisfies { shape: Shape; index: number; id: string };
  });

  it("goes n steps up or down, as a step-by-step search does", () => {
    fc.assert(
      fc.property(withStart, fc.nat(4), ({ shape, index, id }, depth) => {
        const graph = graphOf(shape);
        expect(select(graph, [`${depth}+m${index}`], empty)).toEqual(naiveReach(graph, id, "up", depth));
        expect(select(graph, [`m${index}+${depth}`], empty)).toEqual(naiveReach(graph, id, "down", depth));
      }),
    );
  });

  it("never loses a node by going one step further, and ends at all of them", () => {
    fc.assert(
      fc.property(withStart, fc.nat(4), ({ shape, index, id }, depth) => {
        const graph = graphOf(shape);
        const near = select(graph, [`${depth}+m${index}`], empty);
        const far = select(graph, [`${depth + 1}+m${index}`], empty);
        const all = select(graph, [`+m${index}`], empty);
        expect(both(near, far)).toEqual(near);
        expect(both(far, all)).toEqual(far);
        expect(all).toEqual(naiveReach(graph, id, "up", Number.POSITIVE_INFINITY));
      }),
    );
  });

  it("takes with @ all descendants and all that those need", () => {
    fc.assert(
      fc.property(withStart, ({ shape, index, id }) => {
        const graph = graphOf(shape);
        const expected = new Set<string>();
        for (const below of naiveReach(graph, id, "down", Number.POSITIVE_INFINITY)) {
          for (const needed of naiveReach(graph, below, "up", Number.POSITIVE_INFINITY)) expected.add(needed);
        }
        expect(select(graph, [`@m${index}`], empty)).toEqual(expected);
      }),
    );
  });

  it("takes with * what has a name, and with a wildcard what the names say", () => {
    fc.assert(
      fc.property(shapes(), (shape) => {
        const graph = graphOf(shape);
        expect(select(graph, ["*"])).toEqual(new Set(Object.keys(graph.nodes)));
        const named = Object.values(graph.nodes).filter((node) => /^m[13]$/.test(node.name));
        expect(select(graph, ["m[13]"], empty)).toEqual(new Set(named.map((node) => node.id)));
      }),
    );
  });
});

describe("selectNodes(graph, request): tests that come along", () => {
  it("takes more tests from empty over cautious and buildable to eager", () => {
    fc.assert(
      fc.property(shapes(), criteria, (shape, a) => {
        const graph = graphOf(shape);
        const sets = (["empty", "cautious", "buildable", "eager"] as const).map((indirectSelection) =>
          select(graph, [a], { indirectSelection }),
        );
        for (const [index, set] of sets.entries()) {
          const next = sets[index + 1];
          if (next) expect(both(set, next)).toEqual(set);
        }
      }),
    );
  });

  it("cautiously takes a test only where all that it reads is selected", () => {
    fc.assert(
      fc.property(shapes(), fc.uniqueArray(fc.nat(11), { minLength: 1, maxLength: 4 }), (shape, starts) => {
        const graph = graphOf(shape);
        const models = starts.filter((start) => start < shape.models.length);
        if (models.length === 0) return;
        const selected = select(graph, [models.map((index) => `m${index}`).join(" ")], {
          indirectSelection: "cautious",
        });
        shape.tests.forEach((reads, index) => {
          expect(selected.has(`test.t${index}`)).toBe(reads.every((parent) => models.includes(parent)));
        });
      }),
    );
  });
});
