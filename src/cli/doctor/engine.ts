import { findAdapter } from "../../adapters/registry.ts";
import { DiagnosticError } from "../../base/diagnostic.ts";
import type { Finding } from "./check-up.ts";

/** Loads DuckDB and asks it for its version. */
export async function checkEngine(): Promise<Finding> {
  try {
    const adapter = await findAdapter("duckdb");
    const warehouse = await adapter.open({ location: ":memory:", baseFolder: "." });
    try {
      const session = await warehouse.connect();
      const [row] = await session.rows("select version() as version");
      return { subject: "engine", state: "ok", detail: `DuckDB ${String(row?.version)}` };
    } finally {
      await warehouse.close();
    }
  } catch (error) {
    const [problem] = error instanceof DiagnosticError ? error.diagnostics : [];
    return {
      subject: "engine",
      state: "failed",
      detail: problem?.message ?? (error instanceof Error ? error.message : String(error)),
      hint: problem?.hint ?? "install the packages again",
    };
  }
}
