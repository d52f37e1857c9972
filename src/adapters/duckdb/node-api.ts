import type * as NodeApi from "@duckdb/node-api";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";

/** Loads DuckDB's library (70 MB), only when a database is first opened. Throws a DiagnosticError where this platform has none. */
export async function loadNodeApi(): Promise<{
  readonly api: typeof NodeApi;
  readonly DuckDBInstance: typeof NodeApi.DuckDBInstance;
  readonly version: string;
}> {
  try {
    const api = await import("@duckdb/node-api");
    return { api, DuckDBInstance: api.DuckDBInstance, version: api.version() };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError([
      diagnose("Q0510", { platform: `${process.platform}-${process.arch}` }, { cause }),
    ]);
  }
}
