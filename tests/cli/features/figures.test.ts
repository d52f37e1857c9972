import { describe, expect, it } from "vitest";
import { renderBars, renderFigure, renderShare } from "../../../src/cli/features/figures.ts";

describe("renderFigure(value, kind)", () => {
  it("keeps what a person reads", () => {
    const values = [null, 0, 1, -1, 0.123456, 12.3456, 1234.5, -98765, 2.5e12, 0.00001234];
    expect(values.map((value) => renderFigure(value))).toEqual([
      "",
      "0",
      "1",
      "-1",
      "0.1235",
      "12.35",
      "1,235",
      "-98,765",
      "2.50e12",
      "1.23e-5",
    ]);
  });

  it("writes moments as dates", () => {
    expect(renderFigure(0, "moment")).toBe("1970-01-01");
    expect(renderFigure(1719838860, "moment")).toBe("2024-07-01");
    expect(renderFigure(1719838860, "moment", true)).toBe("2024-07-01 13:01");
    expect(renderFigure(1e15, "moment")).toBe("1000000000000000");
  });
});

describe("renderShare(share)", () => {
  it("never says none or all of what is some or nearly all", () => {
    expect([0, 0.0001, 0.003, 0.05, 0.5, 0.9999, 1].map(renderShare)).toEqual([
      "",
      "<0.1%",
      "0.3%",
      "5%",
      "50%",
      ">99.9%",
      "100%",
    ]);
  });
});

describe("renderBars(counts)", () => {
  it("makes the highest a full block, and any at all a bar", () => {
    expect(renderBars([8, 4, 1, 0, 0.001])).toBe("█▄▁ ▁");
    expect(renderBars([0, 0])).toBe("");
  });
});
