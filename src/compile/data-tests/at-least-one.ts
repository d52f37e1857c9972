import { type DataTest, failingWhole, groupArgument, namesOf } from "./data-test.ts";

/** At least one row has a value in the column. */
export const atLeastOne: DataTest = {
  column: "required",
  arguments: groupArgument,
  compile: ({ from, column, arguments: { group_by: groups }, quote }) =>
    failingWhole(
      from,
      `count(${column}) as filled_values`,
      `count(${column}) = 0`,
      namesOf(groups).map(quote),
    ),
};
