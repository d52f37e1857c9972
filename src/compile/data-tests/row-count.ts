import { type DataTest, failingWhole, groupArgument, namesOf } from "./data-test.ts";
import { failingComparison } from "./row-comparison.ts";

/** The number of rows lies within bounds, or equals a number or that of another relation. */
export const rowCount: DataTest = {
  aliases: [
    "equal_rowcount",
    "dbt_utils.equal_rowcount",
    "dbt_expectations.expect_table_row_count_to_be_between",
    "dbt_expectations.expect_table_row_count_to_equal",
    "dbt_expectations.expect_table_row_count_to_equal_other_table",
  ],
  column: "none",
  arguments: {
    min: { type: "number", aliases: ["min_value"] },
    max: { type: "number", aliases: ["max_value"] },
    equals: { type: "count-or-relation", aliases: ["value", "compare_model", "equal_to"] },
    ...groupArgument,
  },
  compile({ from, arguments: { min, max, equals, group_by: groups }, quote, relation }) {
    const by = namesOf(groups).map(quote);
    if (typeof equals === "string") {
      if (min !== undefined || max !== undefined) return { problem: "`equals` stands alone" };
      return failingComparison(from, relation("equals"), by, "is distinct from");
    }
    const bounds = [
      ...(min === undefined ? [] : [`count(*) >= ${min}`]),
      ...(max === undefined ? [] : [`count(*) <= ${max}`]),
      ...(equals === undefined ? [] : [`count(*) = ${equals}`]),
    ];
    if (bounds.length === 0) return { problem: "it needs `min`, `max` or `equals`" };
    return failingWhole(from, "count(*) as row_count", `not (${bounds.join(" and ")})`, by);
  },
};
