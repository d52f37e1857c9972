import { describe, expect, it } from "vitest";
import { foldersOf } from "../../src/graph/fqn.ts";

describe("foldersOf(file)", () => {
  it.each([
    ["models/staging/shop/stg_orders.sql", ["staging", "shop"]],
    ["models/orders.sql", []],
    ["tests/finance/no_gaps.sql", ["finance"]],
    ["node_modules/quern-customer/models/marts/dim.sql", ["marts"]],
    ["elsewhere/a.sql", ["elsewhere"]],
    ["a.sql", []],
  ])("%s", (file, expected) => {
    expect(foldersOf(file)).toEqual(expected);
    expect(foldersOf(file)).toEqual(expected);
  });
});
