import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskValue } from "../../src/unit/write/mask-value.ts";

/** What is left of a text when letters and digits are taken for each other. */
const shapeOf = (text: string) =>
  text
    .replace(/[a-z]/g, "a")
    .replace(/[A-Z]/g, "A")
    .replace(/[1-9]/g, "1")
    .replace(/[가-힣]/g, "가");

describe("maskValue(value, type, salt)", () => {
  it("keeps the shape of a text", () => {
    const characters = fc.constantFrom(..."abcXYZ0123456789@.-+ 김민수");
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 60 }), (text) => {
        expect(shapeOf(String(maskValue(text, "VARCHAR", "shop")))).toBe(shapeOf(text));
      }),
    );
  });

  it("gives equal values equal masks, whatever their case, and others in another project", () => {
    const mask = (text: string, salt = "shop") => String(maskValue(text, "VARCHAR", salt));
    expect(mask("Ann.Lee@Mail.com").toLowerCase()).toBe(mask("ann.lee@mail.com"));
    expect(mask(" ann@mail.com ").trim()).toBe(mask("ann@mail.com"));
    expect(mask("ann@mail.com")).not.toBe(mask("ann@mail.com", "till"));
    expect(mask("ann@mail.com")).not.toContain("ann");
    expect(mask("김민수")).toMatch(/^[가-힣]{3}$/);
    expect(mask("Ömer")).toMatch(/^[A-Z][a-z]{3}$/);
  });

  it("moves dates, changes the digits of numbers, goes into lists, and leaves the rest", () => {
    const date = String(maskValue("1990-02-28", "DATE", "shop"));
    expect(date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Math.abs(Date.parse(date) - Date.parse("1990-02-28"))).toBeLessThanOrEqual(182 * 86_400_000);
    expect(String(maskValue("2024-01-31 10:00:00", "TIMESTAMP", "shop"))).toMatch(
      /^20\d\d-\d\d-\d\d 10:00:00$/,
    );
    expect(String(maskValue(1234.5, "DOUBLE", "shop"))).toMatch(/^[1-9]{4}\.[1-9]$/);
    expect(maskValue(["a@b.c"], "VARCHAR[]", "shop")).toEqual([maskValue("a@b.c", "VARCHAR", "shop")]);
    expect(maskValue(true, "BOOLEAN", "shop")).toBe(true);
    expect(maskValue(null, "VARCHAR", "shop")).toBeNull();
    expect(maskValue("", "VARCHAR", "shop")).toBe("");
  });
});
