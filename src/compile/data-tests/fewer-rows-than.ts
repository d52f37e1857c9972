import { type DataTest, groupArgument, namesOf } from "./data-test.ts";
import { failingComparison } from "./row-comparison.ts";

/** The relation has fewer rows than another. */
export const fewerRowsThan: DataTest = {
  column: "none",
  arguments: {
    compare_model: { type: "relation", required: true, aliases: ["to", "than"] },
    ...groupArgument,
  },
  compile: ({ from, arguments: { group_by: groups }, quote, relation }) =>
    failingComparison(from, relation("compare_model"), namesOf(groups).map(quote), ">="),
};
