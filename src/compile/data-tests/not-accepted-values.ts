import { type DataTest, failingRows, renderValues } from "./data-test.ts";

/** No value is one of the list. */
export const notAcceptedValues: DataTest = {
  aliases: ["dbt_utils.not_accepted_values"],
  column: "required",
  arguments: { values: { type: "scalars", required: true }, quote: { type: "boolean" } },
  compile({ from, column, arguments: { values, quote }, dialect }) {
    const list = renderValues(values, quote, dialect);
    return list === "" ? { problem: "`values` is empty" } : failingRows(from, `${column} in (${list})`);
  },
};
