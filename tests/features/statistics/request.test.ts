import { describe, expect, it } from "vitest";
import { describeReference, exceeds, isCompared } from "../../../src/features/statistics/request.ts";

describe("exceeds(limit, figure)", () => {
  it("is never true without a limit or a figure", () => {
    expect(exceeds(undefined, 5)).toBe(false);
    expect(exceeds({ operator: ">", value: 0.2 }, null)).toBe(false);
  });

  it("tells greater from equal", () => {
    expect(exceeds({ operator: ">", value: 0.2 }, 0.2)).toBe(false);
    expect(exceeds({ operator: ">=", value: 0.2 }, 0.2)).toBe(true);
  });
});

describe("isCompared(rule, feature, kind)", () => {
  it("takes all but moments, unless features are named", () => {
    expect(isCompared({}, "x", "number")).toBe(true);
    expect(isCompared({}, "x", "moment")).toBe(false);
    expect(isCompared({ features: ["x"] }, "X", "moment")).toBe(true);
  });

  it("knows wildcards, and takes every other sign as it is", () => {
    const rule = { features: ["revenue_*_paid", "a.b"] };
    expect(["revenue_30d_paid", "revenue__paid"].map((name) => isCompared(rule, name, "number"))).toEqual([
      true,
      true,
    ]);
    expect(["revenue_30d", "axb"].map((name) => isCompared(rule, name, "number"))).toEqual([false, false]);
  });
});

describe("describeReference(reference)", () => {
  it("calls each as the project does", () => {
    expect(describeReference({ kind: "previous" })).toBe("previous");
    expect(describeReference({ kind: "window", duration: { amount: 1, unit: "month" } })).toBe(
      "1 month before",
    );
    expect(describeReference({ kind: "earlier", duration: { amount: 30, unit: "day" } })).toBe(
      "30 days before",
    );
    const relation = { schema: "main", name: "t" };
    expect(describeReference({ kind: "relation", name: "churn_training", relation, columns: {} })).toBe(
      "churn_training",
    );
  });
});
