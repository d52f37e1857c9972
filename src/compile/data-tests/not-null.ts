import { type DataTest, failingRows } from "./data-test.ts";

/** No row lacks a value in the column. */
export const notNull: DataTest = {
  column: "required",
  arguments: {},
  compile: ({ from, column }) => ({
    ...failingRows(from, `${column} is null`),
    // Faster than a filter, and the same number.
    scan: { aggregate: `count(*) - count(${column})`, exact: true },
  }),
};
