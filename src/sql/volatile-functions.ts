/**
 * Functions whose result may differ from one build to the next although the data are the same: those that DuckDB calls other than
 * CONSISTENT, and a few that it does not mark. A test compares the list with `duckdb_functions()`.
 */
export const volatileFunctions: ReadonlySet<string> = new Set([
  "ago",
  "current_connection_id",
  "current_date",
  "current_localtime",
  "current_localtimestamp",
  "current_query",
  "current_query_id",
  "current_transaction_id",
  "currval",
  "gen_random_uuid",
  "get_current_time",
  "get_current_timestamp",
  "nextval",
  "now",
  "random",
  "today",
  "transaction_timestamp",
  "txid_current",
  "uuid",
  "uuidv4",
  "uuidv7",
]);

/** Marked by DuckDB, but what they return does not change the rows of a model from one build to the next. */
export const steadyFunctions: ReadonlySet<string> = new Set([
  "current_database",
  "current_schema",
  "current_schemas",
  "error",
  "in_search_path",
  "setseed",
  "sleep_ms",
  "stats",
  "write_log",
]);

/** Names that call such a function without parentheses, where no column is called so. */
export const volatileNames: ReadonlySet<string> = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
]);
