import { describe, expect, it } from "vitest";
import { nameGenericTest } from "../../src/graph/test-names.ts";
import type { Json } from "../../src/project/definitions.ts";

describe("nameGenericTest(stem, column, parameters)", () => {
  it.each<[string, string | undefined, Readonly<Record<string, Json>>, string]>([
    ["unique_fct_orders", "order_id", {}, "unique_fct_orders_order_id"],
    ["row_count_orders", undefined, {}, "row_count_orders"],
    [
      "relationships_orders",
      "customer_id",
      { to: "ref('customers')", field: "customer_id" },
      "relationships_orders_customer_id__customer_id__ref_customers_",
    ],
    [
      "accepted_values_o",
      "status",
      { values: ["paid", "not paid"] },
      "accepted_values_o_status__paid__not_paid",
    ],
    ["between_o", "x", { bounds: { low: 1, high: 2.5 }, also: null }, "between_o_null__1__2_5__x"],
    ["expression_o", undefined, { sql: "a >= 0" }, "expression_o_a_0"],
  ])("%s on %s with %j is %s", (stem, column, parameters, expected) => {
    expect(nameGenericTest(stem, column, parameters)).toBe(expected);
  });

  it("leaves a name of 63 characters and cuts a longer one, which ends in a hash of the whole", () => {
    const fits = nameGenericTest("unique_orders", "x".repeat(49), {});
    expect(fits).toBe(`unique_orders_${"x".repeat(49)}`);
    const [long, other] = [`${"x".repeat(50)}a`, `${"x".repeat(50)}b`].map((column) =>
      nameGenericTest("accepted_values_of_a_rather_long_name", column, {}),
    );
    expect(long).toMatch(/^accepted_values_of_a_rather_lo_[0-9a-f]{32}$/);
    expect(long).toHaveLength(63);
    expect(other).not.toBe(long);
  });
});
