import { createRequire } from "node:module";
import type * as NodeApi from "@duckdb/node-api";
import { DiagnosticError, diagnose } from "../../base/diagnostic.ts";

/** `import` would read each of the package's CommonJS files a second time, to look for the names that they export. */
const load = createRequire(import.meta.url);

/** Loads DuckDB's library (70 MB), only when a database is first opened. Throws a DiagnosticError where this platform has none. */
export async function loadNodeApi(): Promise<{
  readonly api: typeof NodeApi;
  readonly DuckDBInstance: typeof NodeApi.DuckDBInstance;
  readonly version: string;
}> {
  try {
    const api = load("@duckdb/node-api") as typeof NodeApi;
    return { api, DuckDBInstance: api.DuckDBInstance, version: api.version() };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError([
      diagnose("Q0510", { platform: `${process.platform}-${process.arch}` }, { cause }),
    ]);
  }
}
