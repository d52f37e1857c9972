import { didYouMean, entry } from "./entry.ts";

/** Q090x to Q094x: unit tests. */
export const unitTestMessages = {
  Q0900: entry<{ test: string; subject: string; missing: number; unexpected: number }>({
    message: ({ test, subject, missing, unexpected }) =>
      `unit test "${test}" of ${subject} failed: ${describeDifference(missing, unexpected)}`,
  }),
  Q0901: entry<{ first: string; second: string }>({
    message: ({ first, second }) => `the rows are given twice: by \`${first}\` and by \`${second}\``,
    hint: () => "keep one of rows, csv, sql and fixture",
  }),
  Q0902: entry<{ test: string; both: boolean }>({
    message: ({ test, both }) =>
      both
        ? `unit test "${test}" names a model and a macro`
        : `unit test "${test}" does not say what it tests`,
    hint: () => "write `model: NAME`, or `macro: NAME` with `arguments`",
  }),
  Q0903: entry<{ macro: string; suggestion?: string }>({
    message: ({ macro, suggestion }) => `unknown macro "${macro}"${didYouMean(suggestion)}`,
  }),
  Q0904: entry<{ input: string; subject: string; known: readonly string[]; suggestion?: string }>({
    message: ({ input, subject, suggestion }) =>
      `${subject} does not read "${input}"${didYouMean(suggestion)}`,
    hint: ({ known }) => (known.length === 0 ? "it reads nothing" : `it reads: ${known.join(", ")}`),
  }),
  Q0905: entry<{ input: string; first: string }>({
    message: ({ input, first }) => `the rows of "${input}" are given already (${first})`,
  }),
  Q0906: entry<{ name: string; kind: string }>({
    message: ({ name, kind }) =>
      `"${name}" is a ${kind}: unit tests are of models, snapshots, features and macros`,
  }),
  Q0907: entry<{ subject: string }>({
    message: ({ subject }) =>
      `${subject} has no rows of before: \`this\` is for incremental models and snapshots`,
  }),
  Q0908: entry<{ path: string; places: readonly string[] }>({
    message: ({ path }) => `there is no file "${path}"`,
    hint: ({ places }) => `looked for ${places.join(" and ")}`,
  }),
  Q0909: entry<{ reason: string }>({
    message: ({ reason }) => `the CSV cannot be read: ${reason}`,
  }),
  Q0910: entry<{ column: string; input: string; known: readonly string[]; suggestion?: string }>({
    message: ({ column, input, suggestion }) => `${input} has no column "${column}"${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${known.join(", ")}`,
  }),
  Q0911: entry<{ value: string; column: string; type: string }>({
    message: ({ value, column, type }) => `${value} does not fit column "${column}" of type ${type}`,
  }),
  Q0912: entry<{ input: string }>({
    message: ({ input }) => `nobody knows the columns of ${input}`,
    hint: () =>
      "give it rows that name the columns that are read, and `types` of them; or declare its columns",
  }),
  Q0913: entry<{ columns: readonly string[]; subject: string }>({
    message: ({ columns, subject }) =>
      `${subject} gives ${columns.length === 1 ? "a column" : "columns"} that the test does not expect: ${columns.join(", ")}`,
    hint: () => "`columns: partial` compares only what is named",
  }),
  Q0914: entry<{ test: string; reason: string }>({
    message: ({ test, reason }) => `unit test "${test}" cannot be run: ${reason}`,
  }),
  Q0915: entry<{ reason: string }>({
    message: ({ reason }) => `the SELECT cannot be run: ${reason}`,
    hint: () => "it runs on an empty DuckDB: it can neither ref nodes nor see the warehouse",
  }),
  Q0916: entry<{ value: string }>({
    message: ({ value }) => `"${value}" is not a moment`,
    hint: () => "write 2024-06-01T00:00:00Z, or 2024-06-01 for its first moment (UTC)",
  }),
  Q0917: entry<{ call: string }>({
    severity: "warning",
    message: ({ call }) => `the clock of ${call} cannot be frozen`,
    hint: () => "call now(), current_date and the like without a schema before them",
  }),
  Q0918: entry({
    message: () => "`of: select` compares the new rows, of which there are none without rows of before",
    hint: () => "give `this`, if only with `rows: []`",
  }),
  Q0920: entry<{ file: string }>({
    message: ({ file }) => `${file} is there already`,
    hint: () => "--force replaces it",
  }),
  Q0921: entry<{ input: string }>({
    message: ({ input }) => `the warehouse has no rows of "${input}": it is not built`,
    hint: () => "build it first: a test is written from rows that are there",
  }),
  Q0922: entry<{ node: string }>({
    severity: "warning",
    message: ({ node }) => `"${node}" makes no rows of those that were found for its inputs`,
    hint: () => "change the rows by hand until they say something",
  }),
  Q0924: entry<{ model: string }>({
    severity: "warning",
    message: ({ model }) =>
      `the clock of the function that computes the rows of "${model}" cannot be frozen: \`now\` stands for statements alone`,
    hint: () => "let the function take the day from a variable, and give it by `overrides: {vars: ...}`",
  }),
  Q0925: entry<{ model: string }>({
    message: ({ model }) =>
      `no unit test of "${model}" can be written from live rows: what its function reads of them is not known`,
    hint: () => "write the test by hand: `given` rows of what it refs, and the rows to expect",
  }),
};

function describeDifference(missing: number, unexpected: number): string {
  const parts = [
    missing > 0 ? `${missing} expected ${missing === 1 ? "row is" : "rows are"} missing` : "",
    unexpected > 0 ? `${unexpected} ${unexpected === 1 ? "row is" : "rows are"} not expected` : "",
  ];
  return parts.filter(Boolean).join(", ");
}
