import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRows } from "../../src/unit/compare-rows.ts";

const columns = [
  { name: "id", type: "INTEGER" },
  { name: "x", type: "DOUBLE" },
];
const row = fc.record({
  id: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
  x: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
});
const rows = fc.array(row, { maxLength: 8 });

describe("compareRows(expected, actual, columns, ordered)", () => {
  it("finds no difference between a bag and its own rows in any order", () => {
    fc.assert(
      fc.property(
        rows.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        ([list, shuffled]) => {
          expect(compareRows(list, shuffled, columns, false)).toBeUndefined();
        },
      ),
    );
  });

  it("counts as many missing and unexpected rows as bags differ by", () => {
    const count = (list: readonly object[]) => {
      const counts = new Map<string, number>();
      for (const one of list) counts.set(JSON.stringify(one), (counts.get(JSON.stringify(one)) ?? 0) + 1);
      return counts;
    };
    const lacking = (from: readonly object[], of: readonly object[]) => {
      const there = count(of);
      return [...count(from)].reduce((sum, [key, n]) => sum + Math.max(0, n - (there.get(key) ?? 0)), 0);
    };
    fc.assert(
      fc.property(rows, rows, (expected, actual) => {
        const found = compareRows(expected, actual, columns, false);
        expect([found?.missing ?? 0, found?.unexpected ?? 0]).toEqual([
          lacking(expected, actual),
          lacking(actual, expected),
        ]);
        const marks = found?.rows.map(({ mark }) => mark) ?? [];
        expect(marks.filter((mark) => mark === "-")).toHaveLength(found?.missing ?? 0);
      }),
    );
  });

  it("compares what is nested, and JSON by what it says", () => {
    const types = [
      { name: "l", type: "DOUBLE[]" },
      { name: "j", type: "JSON" },
    ];
    const a = [{ l: [1, 0.1 + 0.2], j: '{"a": 1, "b": 2}' }];
    expect(compareRows(a, [{ l: [1, 0.3], j: '{"b":2,"a":1}' }], types, false)).toBeUndefined();
    expect(compareRows(a, [{ l: [1, 0.3, null], j: '{"b":2,"a":1}' }], types, false)).toMatchObject({
      missing: 1,
    });
  });
});
