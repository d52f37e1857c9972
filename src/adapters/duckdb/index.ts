import { duckdbDialect } from "../../sql/duckdb-dialect.ts";
import type { Adapter } from "../adapter.ts";
import { openWarehouse } from "./warehouse.ts";

/** DuckDB, in this process. Its library is loaded when a database is first opened. */
export const duckdbAdapter: Adapter = { dialect: duckdbDialect, open: openWarehouse };
