import { type DataTest, failingWhole, groupArgument, namesOf } from "./data-test.ts";

/** The column holds more than one value; without any value it passes. */
export const notConstant: DataTest = {
  column: "required",
  arguments: groupArgument,
  compile: ({ from, column, arguments: { group_by: groups }, quote }) =>
    failingWhole(
      from,
      `min(${column}) as only_value`,
      `min(${column}) = max(${column})`,
      namesOf(groups).map(quote),
    ),
};
