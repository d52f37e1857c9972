import { type DataTest, failingWhole, groupArgument, namesOf } from "./data-test.ts";

/** The share of rows with a value lies within bounds; a relation without rows passes. */
export const notNullProportion: DataTest = {
  column: "required",
  arguments: { at_least: { type: "number" }, at_most: { type: "number" }, ...groupArgument },
  compile({ from, column, arguments: { at_least: least = 0, at_most: most = 1, group_by: groups }, quote }) {
    if (Number(least) > Number(most)) return { problem: "`at_least` is greater than `at_most`" };
    const share = `count(${column}) / nullif(count(*), 0)::double`;
    return failingWhole(
      from,
      `${share} as not_null_proportion`,
      `not (${share} between ${least} and ${most})`,
      namesOf(groups).map(quote),
    );
  },
};
