import { didYouMean, entry } from "./entry.ts";

/** Q0400-Q0449: how a node is materialised. Part of `materializationMessages`. */
export const materializingMessages = {
  Q0400: entry<{ name: string; what: string; setting: string }>({
    message: ({ name, what, setting }) => `"${name}" is ${what}, which needs \`${setting}\``,
    hint: ({ setting }) => settingHints[setting],
  }),
  Q0401: entry<{ name: string; first: string; second: string }>({
    message: ({ name, first, second }) => `"${name}" sets both \`${first}\` and \`${second}\``,
    hint: () => "keep one: the first names the columns to update, the second those to leave alone",
  }),
  Q0402: entry<{ name: string; setting: string; value: string; wanted: string }>({
    message: ({ name, setting, value, wanted }) => `\`${setting}: ${value}\` of "${name}" is not ${wanted}`,
  }),
  Q0403: entry<{ name: string; setting: string; what: string }>({
    severity: "warning",
    message: ({ name, setting, what }) => `\`${setting}\` of "${name}" has no effect: it is ${what}`,
  }),
  Q0404: entry<{ name: string; location: string }>({
    message: ({ name, location }) => `the format of "${name}" cannot be told from its location ${location}`,
    hint: () => "set `format: parquet`, `csv` or `json`, or end the location in .parquet, .csv or .json",
  }),
  Q0405: entry<{ name: string }>({
    message: ({ name }) => `"${name}" is written as json, which DuckDB cannot partition`,
    hint: () => "write parquet or csv, or leave `partition_by` out",
  }),
  Q0410: entry<{ name: string; changes: string }>({
    message: ({ name, changes }) => `the columns of "${name}" have changed: ${changes}`,
    hint: () =>
      "rebuild it with --full-refresh, or set `on_schema_change` to append (add new columns) or sync (add, remove and retype)",
  }),
  Q0411: entry<{ name: string; columns: readonly string[] }>({
    severity: "warning",
    message: ({ name, columns }) =>
      `"${name}" leaves out new ${columns.length === 1 ? "column" : "columns"} ${columns.join(", ")} of its SELECT, since its table has none of that name`,
    hint: () => "`on_schema_change: append` adds them; `fail` would stop here",
  }),
  Q0412: entry<{
    node: string;
    setting: string;
    name: string;
    known: readonly string[];
    suggestion?: string;
  }>({
    message: ({ node, setting, name, suggestion }) =>
      `\`${setting}\` of "${node}" names the column "${name}", which its SELECT does not have${didYouMean(suggestion)}`,
    hint: ({ known }) => `it has: ${known.join(", ")}`,
  }),
  Q0413: entry<{ name: string; relation: string; missing: readonly string[] }>({
    message: ({ name, relation, missing }) =>
      `"${name}" cannot write to ${relation}: it is a table, but no snapshot (without ${missing.join(", ")})`,
    hint: () =>
      "give the snapshot another alias, or drop the table; names set under `snapshot_columns` must stay as they were",
  }),
  Q0414: entry<{ name: string; columns: readonly string[] }>({
    message: ({ name, columns }) =>
      `the SELECT of the snapshot "${name}" has ${columns.length === 1 ? "a column" : "columns"} ${columns.join(", ")}, as the snapshot's own ${columns.length === 1 ? "is" : "are"} named`,
    hint: () => "rename them in the SELECT, or the snapshot's under `snapshot_columns`",
  }),
  Q0420: entry<{ subject: string; example: string }>({
    message: ({ subject, example }) => `new rows share a unique key (${subject}): ${example}`,
    hint: () =>
      "keep one row a key, for instance: qualify row_number() over (partition by KEY order by TIME desc) = 1",
  }),
  Q0421: entry<{ subject: string; example: string }>({
    message: ({ subject, example }) =>
      `different rows share a key and a time (${subject}), so that which is later cannot be told: ${example}`,
    hint: () => "keep one of them in the SELECT",
  }),
  Q0422: entry<{ subject: string; example: string }>({
    message: ({ subject, example }) => `rows without a time (${subject}): ${example}`,
    hint: () => "leave them out, or give them a time with coalesce",
  }),
  Q0430: entry<{ name: string; engine: string }>({
    severity: "warning",
    message: ({ name, engine }) => `\`grants\` of "${name}" are passed over: ${engine} has no users`,
  }),
};

const settingHints: Readonly<Record<string, string>> = {
  unique_key: "the column, or list of columns, that tells its rows apart",
  event_time: "the column that says when a row happened",
  begin: "the day that the first batch starts at, such as 2024-01-01",
  snapshot_strategy: "`timestamp` (with `updated_at`) or `check` (with `check_cols`)",
  updated_at: "the column that says when a row last changed",
  check_cols: "the columns whose change makes a new version, or `all`",
  location: "the file or folder to write, such as exports/orders.parquet",
};
