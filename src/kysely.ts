/*
 * `quern/kysely`: DuckDB for Kysely in programs of one's own, as scripts and notebooks are.
 */

export type { DuckDbDialectConfig } from "./adapters/duckdb/kysely/driver.ts";
export { DuckDbDialect } from "./adapters/duckdb/kysely/duckdb-dialect.ts";
export { rowFrom, rowsFrom } from "./sql/kysely/nested-rows.ts";
