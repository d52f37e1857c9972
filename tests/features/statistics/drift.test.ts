import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignHistograms, joinBins } from "../../../src/features/statistics/align.ts";
import { chiSquared, chiSquaredTail } from "../../../src/features/statistics/chi-squared.ts";
import { driftOf } from "../../../src/features/statistics/drift.ts";
import { kolmogorovTail, ksOfBins, ksProbability } from "../../../src/features/statistics/ks.ts";
import { psi } from "../../../src/features/statistics/psi.ts";
import type { CategoryHistogram, Histogram } from "../../../src/features/statistics/types.ts";

const counts = fc.array(fc.nat(1000), { minLength: 2, maxLength: 30 });
const pairs = counts.chain((a) =>
  fc.tuple(fc.constant(a), fc.array(fc.nat(1000), { minLength: a.length, maxLength: a.length })),
);
const binsOf = (reference: readonly number[], current: readonly number[]) =>
  reference.map((each, index) => ({ reference: each, current: current[index] ?? 0 }));

function categories(values: Readonly<Record<string, number>>, other = 0, nulls = 0): CategoryHistogram {
  const named = Object.entries(values).map(([value, count]) => ({ value, count }));
  return { kind: "categories", values: named, other, nulls };
}

describe("psi(reference, current)", () => {
  it("gives the published figure", () => {
    // geeksforgeeks.org, "Population Stability Index (PSI)": incomes 0.4, 0.3, 0.3 that become 0.35, 0.25, 0.4; by its formula
    // -0.05 ln(0.875) - 0.05 ln(0.8333) + 0.1 ln(1.3333).
    expect(psi([40, 30, 30], [35, 25, 40])).toBeCloseTo(0.0066766 + 0.0091161 + 0.0287682, 6);
  });

  it("takes an empty bin for a share of 0.0001, and has no answer without rows", () => {
    expect(psi([50, 50], [100, 0])).toBeCloseTo(0.5 * Math.log(2) + 0.4999 * Math.log(0.5 / 0.0001), 12);
    expect(psi([0, 0], [1, 2])).toBeNull();
    expect(psi([1, 2], [0, 0])).toBeNull();
  });

  it("is the same both ways, never negative, and zero for equal shares", () => {
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 9 }), ([a, b], times) => {
        const there = psi(a, b);
        const back = psi(b, a);
        if (there === null || back === null) return;
        expect(there).toBeCloseTo(back, 10);
        expect(there).toBeGreaterThanOrEqual(0);
        expect(
          psi(
            a,
            a.map((each) => each * times),
          ),
        ).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe("ksOfBins(bins)", () => {
  it("is the largest difference of the cumulated shares, and bounds what edges do not show", () => {
    // Shares 0.5, 0.5 and 0.2, 0.8: the functions differ by 0.3 at the edge; within the second bin by at most 0.3 + 0.5.
    expect(ksOfBins(binsOf([5, 5], [2, 8]))).toMatchObject({ statistic: 0.3, error: 0.5 });
    expect(ksOfBins(binsOf([0, 0], [2, 8]))).toBeNull();
  });

  it("is the same both ways, in [0, 1], and zero for equal shares", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const there = ksOfBins(binsOf(a, b));
        const back = ksOfBins(binsOf(b, a));
        if (there === null || back === null) return;
        expect(there.statistic).toBeCloseTo(back.statistic, 12);
        expect(there.statistic).toBeGreaterThanOrEqual(0);
        expect(there.statistic + there.error).toBeLessThanOrEqual(1 + 1e-12);
        expect(ksOfBins(binsOf(a, a))?.statistic).toBe(0);
      }),
    );
  });

  it("lies no further below the statistic of the values than its error says", () => {
    const values = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const edges = [5, 12, 20, 33];
        const count = (list: readonly number[]) =>
          [...edges, Number.POSITIVE_INFINITY].map(
            (edge, bin) =>
              list.filter((each) => each <= edge && each > (edges[bin - 1] ?? Number.NEGATIVE_INFINITY))
                .length,
          );
        const share = (list: readonly number[], upTo: number) =>
          list.filter((each) => each <= upTo).length / list.length;
        const exact = Math.max(
          ...Array.from({ length: 41 }, (_, value) => Math.abs(share(a, value) - share(b, value))),
        );
        const found = ksOfBins(binsOf(count(a), count(b)));
        expect(found?.statistic).toBeLessThanOrEqual(exact + 1e-12);
        expect((found?.statistic ?? 0) + (found?.error ?? 0)).toBeGreaterThanOrEqual(exact - 1e-12);
      }),
    );
  });
});

describe("kolmogorovTail(x)", () => {
  it("agrees with scipy.special.kolmogorov (SciPy 1.17.1)", () => {
    const published = [
      [0.2, 0.999999999999495],
      [0.5, 0.9639452436648751],
      [0.8, 0.5441424115741981],
      [1.0, 0.26999967167735456],
      [1.36, 0.049485876755377876],
      [2, 0.0006709252557796953],
      [3, 3.045995948942526e-8],
    ] as const;
    for (const [x, expected] of published) expect(kolmogorovTail(x)).toBeCloseTo(expected, 12);
    expect(kolmogorovTail(0)).toBe(1);
  });

  it("is close to the exact probability of small samples with the correction", () => {
    // 20 and 20 values that differ by 0.45: scipy.stats.ks_2samp(method="asymp") says 0.0229.
    expect(ksProbability(0.45, 20, 20)).toBeCloseTo(0.0229, 3);
  });
});

describe("chiSquared(counts)", () => {
  it("gives the published figures of hair and eye colour", () => {
    // R's HairEyeColor (R. D. Snee, 1974), as vcd::assocstats prints it: 138.29 on 9 degrees, Cramér's V 0.279; the p-value by SciPy 1.17.1.
    const found = chiSquared([
      [68, 119, 26, 7],
      [20, 84, 17, 94],
      [15, 54, 14, 10],
      [5, 29, 14, 16],
    ]);
    expect(found?.statistic).toBeCloseTo(138.28984162600824, 9);
    expect(found?.degrees).toBe(9);
    expect(found?.cramersV).toBeCloseTo(0.2790446233426584, 12);
    expect((found?.pValue ?? 0) / 2.325286787098839e-25).toBeCloseTo(1, 9);
  });

  it("leaves out what is empty", () => {
    expect(
      chiSquared([
        [10, 20, 0, 30],
        [15, 15, 0, 30],
      ]),
    ).toEqual(
      chiSquared([
        [10, 20, 30],
        [15, 15, 30],
      ]),
    );
    expect(
      chiSquared([
        [1, 0],
        [2, 0],
      ]),
    ).toBeNull();
    expect(chiSquared([])).toBeNull();
  });

  it("has the tail of scipy.special.chdtrc (SciPy 1.17.1)", () => {
    const published = [
      [3.841, 1, 0.050013683763956804],
      [2, 5, 0.8491450360846096],
      [40, 30, 0.10486428110798468],
      [80, 100, 0.9296649333406051],
      [0, 2, 1],
    ] as const;
    for (const [x, degrees, expected] of published)
      expect(chiSquaredTail(x, degrees)).toBeCloseTo(expected, 11);
  });
});

describe("joinBins(bins, parts)", () => {
  it("makes ten bins of a hundred", () => {
    const joined = joinBins(Array.from({ length: 100 }, () => ({ reference: 7, current: 3 })));
    expect(joined).toEqual(Array.from({ length: 10 }, () => ({ reference: 70, current: 30 })));
  });

  it("loses no row and makes no bin that the reference lacks", () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const joined = joinBins(binsOf(a, b));
        const sum = (side: "reference" | "current") => joined.reduce((total, bin) => total + bin[side], 0);
        expect(sum("reference")).toBe(a.reduce((total, each) => total + each, 0));
        expect(sum("current")).toBe(b.reduce((total, each) => total + each, 0));
        expect(joined.length).toBeLessThanOrEqual(11);
        if (sum("reference") > 0) for (const bin of joined) expect(bin.reference).toBeGreaterThan(0);
      }),
    );
  });
});

describe("driftOf(feature, reference, current)", () => {
  it("puts new categories into one bin beside those the reference names", () => {
    const drift = driftOf("c", categories({ a: 50, b: 50 }), categories({ a: 40, c: 30, d: 30 }));
    expect(drift?.psi).toBeCloseTo(psi([50, 50, 0], [40, 0, 60]) ?? 0, 12);
    expect(drift?.chiSquared).toBeGreaterThan(50);
    expect(drift?.pValue).toBeLessThan(0.001);
    expect(drift?.ks).toBeNull();
  });

  it("takes missing values for one more bin of PSI, and tells their shares", () => {
    const drift = driftOf("c", categories({ a: 90 }, 0, 10), categories({ a: 50 }, 0, 50));
    expect(drift?.psi).toBeCloseTo(psi([90, 0, 10], [50, 0, 50]) ?? 0, 12);
    expect(drift?.nulls).toEqual({ reference: 0.1, current: 0.5 });
  });

  it("is zero for a column that is what it was", () => {
    const numbers: Histogram = { kind: "numbers", edges: [1, 2, 3], counts: [5, 6, 7, 8], nulls: 2 };
    expect(driftOf("x", numbers, numbers)).toMatchObject({ psi: 0, ks: 0, pValue: 1 });
    const values = categories({ a: 3, b: 4 }, 5, 6);
    expect(driftOf("c", values, values)).toMatchObject({ psi: 0, chiSquared: 0, pValue: 1 });
  });

  it("compares nothing that is not counted by the same bins", () => {
    const numbers: Histogram = { kind: "numbers", edges: [1, 2], counts: [5, 6, 7], nulls: 0 };
    expect(driftOf("x", numbers, categories({ a: 1 }))).toBeUndefined();
    expect(driftOf("x", categories({ a: 1 }), numbers)).toBeUndefined();
    expect(alignHistograms(numbers, { ...numbers, edges: [1, 3] })).toBeUndefined();
  });
});
