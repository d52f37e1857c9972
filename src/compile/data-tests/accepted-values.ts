import { type DataTest, failingRows, renderValues } from "./data-test.ts";

/** Every value is one of the list; nulls are not looked at. */
export const acceptedValues: DataTest = {
  column: "required",
  arguments: { values: { type: "scalars", required: true }, quote: { type: "boolean" } },
  compile({ from, column, arguments: { values, quote }, dialect }) {
    const list = renderValues(values, quote, dialect);
    return list === "" ? { problem: "`values` is empty" } : failingRows(from, `${column} not in (${list})`);
  },
};
