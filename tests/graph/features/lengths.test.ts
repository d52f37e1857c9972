import { describe, expect, it } from "vitest";
import { parseLength } from "../../../src/graph/features/lengths.ts";

describe("parseLength(text)", () => {
  it.each([
    ["30m", 30, "minute", "30m"],
    ["12h", 12, "hour", "12h"],
    ["7d", 7, "day", "7d"],
    ["2w", 14, "day", "2w"],
    ["3mo", 3, "month", "3mo"],
    ["1q", 3, "month", "1q"],
    ["1y", 1, "year", "1y"],
    ["90 days", 90, "day", "90d"],
    ["12 months", 12, "month", "12mo"],
    ["1 Quarter", 3, "month", "1q"],
    ["45s", 45, "second", "45s"],
  ])("reads %s", (text, amount, unit, short) => {
    expect(parseLength(text)).toEqual({ duration: { amount, unit }, short });
  });

  it.each([
    "",
    "7",
    "d",
    "0d",
    "-1d",
    "1.5d",
    "7x",
    "7 dayz",
    "lifetime",
    "1d 2h",
    "9999999999999999d",
    "7constructor",
  ])("takes %j for none", (text) => {
    expect(parseLength(text)).toBeUndefined();
  });
});
