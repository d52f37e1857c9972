import { describe, expect, it } from "vitest";
import { compareVersions } from "../../src/graph/versions.ts";

describe("compareVersions(a, b)", () => {
  it("orders numbers as numbers, and by text where one is none", () => {
    expect(["21", "test", "2", "4.5", "10"].sort(compareVersions)).toEqual(["2", "4.5", "10", "21", "test"]);
    expect(compareVersions("2", "2.0")).toBe(0);
    expect(compareVersions("a", "a")).toBe(0);
  });
});
