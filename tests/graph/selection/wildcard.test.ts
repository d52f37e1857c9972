import { describe, expect, it } from "vitest";
import { compilePath, compilePattern } from "../../../src/graph/selection/wildcard.ts";

describe("compilePattern(pattern)", () => {
  it.each([
    ["orders", "orders", true],
    ["orders", "Orders", false],
    ["*", "anything.at all", true],
    ["stg_*", "stg_orders", true],
    ["stg_*", "int_stg_orders", false],
    ["*.orders", "a.b.orders", true],
    ["m?", "m1", true],
    ["m?", "m12", false],
    ["m[13]", "m3", true],
    ["m[13]", "m2", false],
    ["m[1-3]", "m2", true],
    ["m[!1-3]", "m2", false],
    ["m[!1-3]", "m4", true],
    ["m[]]", "m]", true],
    ["m[", "m[", true],
    ["m[z-a]x", "mx", false],
    ["a.b*", "axb", false],
    ["a+b(*)", "a+b(c)", true],
    ["[^a]", "^", true],
    ["한*", "한국", true],
  ])("%s on %s: %s", (pattern, text, expected) => {
    expect(compilePattern(pattern)(text)).toBe(expected);
  });
});

describe("compilePath(pattern, { below })", () => {
  it.each([
    ["models/staging", "models/staging/shop/a.sql", true],
    ["models/staging/", "models/staging/a.sql", true],
    ["./models/staging", "models/staging/a.sql", true],
    ["models/stag", "models/staging/a.sql", false],
    ["models/staging/a.sql", "models/staging/a.sql", true],
    ["models/*/a.sql", "models/staging/a.sql", true],
    ["models/*/a.sql", "models/staging/shop/a.sql", false],
    ["models/**/a.sql", "models/staging/shop/a.sql", true],
    ["models/**/a.sql", "models/a.sql", true],
    ["models/**", "models/staging/a.sql", true],
    ["models/s*", "models/staging/a.sql", true],
    ["models/marts/../staging", "models/staging/a.sql", true],
    ["models\\staging", "models/staging/a.sql", true],
    [".", "models/a.sql", true],
  ])("%s and what is below it on %s: %s", (pattern, path, expected) => {
    expect(compilePath(pattern, { below: true })(path)).toBe(expected);
  });

  it("matches the path alone where what is below does not count", () => {
    expect(compilePath("models", { below: false })("models/a.sql")).toBe(false);
    expect(compilePath("models/*.yml", { below: false })("models/a.yml")).toBe(true);
  });
});
