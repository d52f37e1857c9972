import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadOver } from "../../../src/features/statistics/spread.ts";

describe("spreadOver(histogram, range, cells)", () => {
  it("puts few different values where they are, and what is outside to the ends", () => {
    const histogram = { edges: [0, 1, 2, 3], counts: [4, 3, 2, 1, 5] };
    expect(spreadOver(histogram, { from: 0, to: 4 }, 4)).toEqual([4, 3, 2, 6]);
    expect(spreadOver(histogram, { from: 1, to: 2 }, 2)).toEqual([7, 8]);
  });

  it("spreads what is between the edges of many values evenly", () => {
    const edges = Array.from({ length: 100 }, (_, i) => i + 1);
    const histogram = { edges, counts: [...edges.map(() => 10), 0] };
    const spread = spreadOver(histogram, { from: 0, to: 100 }, 4);
    // The first bin has no lower edge: it lies at its upper one.
    expect(spread.map((count) => Math.round(count))).toEqual([250, 250, 250, 250]);
  });

  it("loses no value, also where all are equal", () => {
    expect(spreadOver({ edges: [7], counts: [9, 0] }, { from: 7, to: 7 }, 3)).toEqual([9, 0, 0]);
    const counts = fc.array(fc.nat(100), { minLength: 2, maxLength: 120 });
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (list, cells, part) => {
          const edges = list.slice(1).map((_, i) => i * i);
          const to = (edges.at(-1) ?? 0) * part;
          const spread = spreadOver({ edges, counts: list }, { from: 0, to }, cells);
          const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0);
          expect(sum(spread)).toBeCloseTo(sum(list), 6);
        },
      ),
    );
  });
});
