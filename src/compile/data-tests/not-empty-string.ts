import { type DataTest, failingRows } from "./data-test.ts";

/** No text is empty, or only white space unless `trim_whitespace: false`; nulls are not looked at. */
export const notEmptyString: DataTest = {
  column: "required",
  arguments: { trim_whitespace: { type: "boolean" } },
  compile: ({ from, column, arguments: { trim_whitespace: trims } }) =>
    failingRows(from, `${trims === false ? column : `trim(${column})`} = ''`),
};
