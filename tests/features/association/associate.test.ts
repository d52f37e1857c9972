import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { associate } from "../../../src/features/association/associate.ts";
import { correlationRatio, cramersV } from "../../../src/features/association/categories.ts";
import { pearson, ranks } from "../../../src/features/association/pearson.ts";
import { findRedundant } from "../../../src/features/association/redundancy.ts";
import type { Association, SampleColumn } from "../../../src/features/association/types.ts";

const floats = (...values: readonly (number | null)[]) =>
  Float64Array.from(values, (each) => each ?? Number.NaN);
const number = (name: string, ...values: readonly (number | null)[]) =>
  ({ kind: "number", name, values: floats(...values) }) as const;
const category = (name: string, values: readonly (string | null)[]) => {
  const known = [...new Set(values.filter((each) => each !== null))];
  const codes = Int32Array.from(values, (each) => (each === null ? -1 : known.indexOf(each)));
  return { kind: "category", name, codes, size: known.length } as const;
};

describe("pearson(x, y)", () => {
  it("gives the published figure of Anscombe's first pair", () => {
    // F. J. Anscombe, Graphs in Statistical Analysis (1973): 0.816; to more digits by SciPy 1.17.1.
    const x = floats(10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5);
    const y = floats(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68);
    expect(pearson(x, y)?.value).toBeCloseTo(0.8164205163448395, 14);
    expect(pearson(ranks(x), ranks(y))?.value).toBeCloseTo(0.8181818181818182, 14);
  });

  it("takes the rows that have both, and knows no correlation with a constant", () => {
    expect(pearson(floats(1, null, 2, 3, 4), floats(2, 9, 4, 6, null))).toEqual({
      value: expect.closeTo(1, 12),
      rows: 3,
    });
    expect(pearson(floats(0.1, 0.1, 0.1), floats(1, 2, 3))).toBeNull();
    expect(pearson(floats(1, null), floats(null, 1))).toBeNull();
  });

  it("loses no digits to a large mean", () => {
    const x = floats(1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4);
    expect(pearson(x, floats(1, 3, 2, 4))?.value).toBeCloseTo(0.8, 12);
  });

  it("is the same both ways, whatever the unit, and turns round with the sign", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
      minLength: 2,
      maxLength: 50,
    });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -99, max: 99 }),
        (rows, scale, shift) => {
          const x = floats(...rows.map(([a]) => a));
          const y = floats(...rows.map(([, b]) => b));
          const found = pearson(x, y);
          if (found === null) return;
          expect(pearson(y, x)?.value).toBeCloseTo(found.value, 12);
          expect(
            pearson(
              x.map((each) => each * scale + shift),
              y,
            )?.value,
          ).toBeCloseTo(found.value, 10);
          expect(
            pearson(
              x.map((each) => -each),
              y,
            )?.value,
          ).toBeCloseTo(-found.value, 12);
        },
      ),
    );
  });
});

describe("ranks(values)", () => {
  it("gives the published correlation of intelligence and hours of television", () => {
    // en.wikipedia.org/wiki/Spearman's_rank_correlation_coefficient: -29 / 165.
    const iq = floats(106, 100, 86, 101, 99, 103, 97, 113, 112, 110);
    const hours = floats(7, 27, 2, 50, 28, 29, 20, 12, 6, 17);
    expect(pearson(ranks(iq), ranks(hours))?.value).toBeCloseTo(-29 / 165, 14);
  });

  it("gives equal values the mean of their ranks, as scipy.stats.spearmanr does (SciPy 1.17.1)", () => {
    expect([...ranks(floats(5, 1, 5, null, 2))]).toEqual([3.5, 1, 3.5, Number.NaN, 2]);
    const x = floats(1, 2, 2, 3, 5, 5, 5, 8, 9, 1);
    const y = floats(2, 1, 4, 4, 6, 5, 9, 7, 7, 3);
    expect(pearson(ranks(x), ranks(y))?.value).toBeCloseTo(0.8603148295221605, 14);
  });
});

describe("cramersV(a, b)", () => {
  it("gives the published figure of hair and eye colour", () => {
    // R's HairEyeColor (R. D. Snee, 1974): vcd::assocstats prints 0.279.
    const counts = {
      black: [68, 20, 15, 5],
      brown: [119, 84, 54, 29],
      red: [26, 17, 14, 14],
      blond: [7, 94, 10, 16],
    };
    const rows = Object.entries(counts).flatMap(([hair, eyes]) =>
      eyes.flatMap((count, eye) => Array.from({ length: count }, () => [hair, String(eye)] as const)),
    );
    const hair = category("hair", [...rows.map(([each]) => each), null]);
    const eye = category("eye", [...rows.map(([, each]) => each), "0"]);
    const found = cramersV(hair, eye);
    expect(found?.value).toBeCloseTo(0.2790446233426584, 12);
    expect(found?.rows).toBe(592);
  });
});

describe("correlationRatio(category, number)", () => {
  it("gives the published figure of marks in three subjects", () => {
    // en.wikipedia.org/wiki/Correlation_ratio: eta squared is 6780 / 9640.
    const marks = {
      algebra: [45, 70, 29, 15, 21],
      geometry: [40, 20, 30, 42],
      statistics: [65, 95, 80, 70, 85, 73],
    };
    const rows = Object.entries(marks).flatMap(([subject, list]) =>
      list.map((mark) => [subject, mark] as const),
    );
    const subject = category(
      "subject",
      rows.map(([each]) => each),
    );
    const mark = number("mark", ...rows.map(([, each]) => each));
    expect(correlationRatio(subject, mark)?.value).toBeCloseTo(Math.sqrt(6780 / 9640), 12);
  });

  it("is 1 where the category decides the number, 0 where it says nothing, and null without two categories", () => {
    const codes = category("c", ["a", "a", "b", "b", null]);
    expect(correlationRatio(codes, number("x", 1, 1, 2, 2, 9))).toEqual({ value: 1, rows: 4 });
    expect(correlationRatio(codes, number("x", 1, 2, 1, 2, 9))).toEqual({ value: 0, rows: 4 });
    expect(correlationRatio(category("c", ["a", "a"]), number("x", 1, 2))).toBeNull();
    expect(correlationRatio(codes, number("x", 1, 1, 1, 1, 1))).toBeNull();
  });
});

describe("associate(columns)", () => {
  it("takes the measure that fits a pair, and leaves out categories with too many values", () => {
    const many = category(
      "many",
      Array.from({ length: 102 }, (_, i) => `v${i}`),
    );
    const rows = Array.from({ length: 102 }, (_, i) => i);
    const columns: SampleColumn[] = [
      number("x", ...rows),
      number("y", ...rows.map((each) => each ** 3)),
      category(
        "c",
        rows.map((each) => (each % 2 ? "odd" : "even")),
      ),
      category(
        "d",
        rows.map((each) => (each % 2 ? "1" : "0")),
      ),
      many,
    ];
    const found = associate(columns).map(({ a, b, measure, value }) => [
      a,
      b,
      measure,
      Number(value.toFixed(2)),
    ]);
    expect(found).toEqual([
      ["x", "y", "pearson", 0.92],
      ["x", "y", "spearman", 1],
      ["x", "c", "correlation_ratio", 0.02],
      ["x", "d", "correlation_ratio", 0.02],
      ["y", "c", "correlation_ratio", 0.02],
      ["y", "d", "correlation_ratio", 0.02],
      ["c", "d", "cramers_v", 1],
    ]);
  });
});

describe("findRedundant(associations, limit, preference)", () => {
  const tie = (a: string, b: string, value: number): Association => ({
    a,
    b,
    measure: "pearson",
    value,
    rows: 9,
  });

  it("keeps the preferred of each group, and drops what is tied to it directly", () => {
    const ties = [tie("a", "b", -0.97), tie("b", "c", 0.95), tie("d", "e", 0.99), tie("a", "e", 0.5)];
    const groups = findRedundant(ties, 0.9, ["a", "b", "c", "d", "e"]);
    expect(groups.map(({ keep, drop }) => [keep, drop.map(({ feature }) => feature)])).toEqual([
      ["a", ["b"]],
      ["d", ["e"]],
    ]);
    expect(findRedundant(ties, 0.9, ["b", "a", "c", "d", "e"])[0]).toMatchObject({
      keep: "b",
      drop: [{ feature: "a" }, { feature: "c", by: { value: 0.95 } }],
    });
  });

  it("tells of two measures the stronger", () => {
    const spearman: Association = { ...tie("a", "b", 0.99), measure: "spearman" };
    expect(findRedundant([tie("a", "b", 0.91), spearman], 0.9, ["a", "b"])[0]?.drop[0]?.by).toEqual(spearman);
  });
});
