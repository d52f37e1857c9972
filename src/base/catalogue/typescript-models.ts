import { didYouMean, entry } from "./entry.ts";

/** Q10xx: models in TypeScript. */
export const typescriptModelMessages = {
  Q1000: entry<{ reason: string }>({
    message: ({ reason }) => `this cannot be read as TypeScript: ${reason}`,
  }),
  Q1001: entry<{ file: string; reason: string }>({
    message: ({ file, reason }) => `${file} throws when it is loaded: ${reason}`,
    hint: () => "models are declared without side effects: whatever is computed belongs into their functions",
  }),
  Q1002: entry<{ file: string; exports: readonly string[] }>({
    message: ({ file, exports }) =>
      exports.length === 0
        ? `${file} exports no model`
        : `${file} exports no model: ${exports.map((name) => `"${name}"`).join(", ")} ${exports.length === 1 ? "is" : "are"} none`,
    hint: () =>
      "write `export default model({...}, ({ db, ref }) => ...)`; helpers go to a file whose name begins with _, or outside of models/",
  }),
  Q1003: entry<{ export: string; found: string }>({
    message: ({ export: name, found }) =>
      name === "default"
        ? `the default export is ${found}, not a model`
        : `"${name}" holds ${found} among models`,
    hint: () => 'a model is what `model({...}, ...)` or `model.rows({...}, ...)` of "quern" returns',
  }),
  Q1004: entry<{ name: string; first: string }>({
    message: ({ name, first }) => `the model "${name}" is already exported at ${first}`,
    hint: () => 'give each of them a name of its own: model({ name: "..." }, ...)',
  }),
  Q1005: entry<{ export: string }>({
    message: ({ export: name }) => `a model in the list "${name}" has no name`,
    hint: () => 'models made in a list are named one by one: model({ name: "..." }, ...)',
  }),
  Q1006: entry<{ model: string; problem: string }>({
    message: ({ model, problem }) => `the model "${model}" ${problem}`,
    hint: () =>
      'model({ materialized: "table" }, ({ db, ref }) => ...) builds a query, model.rows({ columns: { id: "BIGINT" } }, async ({ ref }) => ...) computes rows',
  }),
  Q1007: entry<{ model: string; reason: string }>({
    message: ({ model, reason }) => `the function of the model "${model}" throws: ${reason}`,
  }),
  Q1008: entry<{ model: string; found: string }>({
    message: ({ model, found }) => `the function of the model "${model}" returns ${found}, not a query`,
    hint: () =>
      'return the query as it was built: db.selectFrom(ref("stg_orders")).selectAll(); whoever needs rows in TypeScript writes model.rows',
  }),
  Q1009: entry<{ package: string }>({
    message: ({ package: name }) => `the package "${name}" is not installed`,
    hint: ({ package: name }) => `npm install ${name}`,
  }),
  Q1010: entry<{ call: string; problem: string }>({
    message: ({ call, problem }) => `${call}() ${problem}`,
    hint: () => 'ref("model"), ref("model.v2") or ref("package.model"); source("source", "table")',
  }),
  Q1011: entry<{ model: string; call: string; suggestion?: string }>({
    message: ({ model, call, suggestion }) =>
      `the model "${model}" asks for ${call}, which was not known before it ran${didYouMean(suggestion)}`,
    hint: () =>
      'a name that is computed, or asked for outside of the function itself, is declared: model.rows({ refs: ["customers", ["shop", "orders"]], ... }, ...)',
  }),
  Q1012: entry<{ model: string; materialized: string }>({
    message: ({ model, materialized }) => `the rows of the model "${model}" cannot be ${materialized}`,
    hint: () =>
      "rows computed in TypeScript are kept: materialized table, incremental (append, delete+insert, merge), snapshot or external",
  }),
  Q1013: entry<{ model: string; columns: readonly string[] }>({
    message: ({ model, columns }) => `the rows of the model "${model}" lack ${list(columns)}`,
    hint: () => "`columns` of model.rows names every column that the rows have",
  }),
  Q1014: entry<{ model: string; columns: readonly string[] }>({
    message: ({ model, columns }) =>
      `the rows of the model "${model}" have ${list(columns)}, which ${columns.length === 1 ? "is" : "are"} not declared`,
    hint: () => "add it to `columns` of model.rows, or leave it out: table.select(...)",
  }),
  Q1015: entry<{ model: string; column: string; type: string; row: number; value: string; reason: string }>({
    message: ({ model, column, type, row, value, reason }) =>
      `the model "${model}" gives ${value} for the column "${column}" in row ${row}, which is no ${type}: ${reason}`,
  }),
  Q1016: entry<{ model: string; found: string }>({
    message: ({ model, found }) => `the function of the model "${model}" gives ${found}, not rows`,
    hint: () =>
      "rows are an Arquero table, an array of objects, or tables one after another (async function*)",
  }),
};

function list(columns: readonly string[]): string {
  return `${columns.length === 1 ? "a column" : "columns"} ${columns.map((name) => `"${name}"`).join(", ")}`;
}
