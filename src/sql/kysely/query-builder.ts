import { type DatabaseIntrospector, DummyDriver, Kysely } from "kysely";
import { DuckDbAdapter } from "./duckdb-adapter.ts";
import { DuckDbQueryCompiler } from "./duckdb-query-compiler.ts";

/** Returns a Kysely that only builds: it has no tables and no database. What it builds goes to `renderQuery`; executed, it gives no rows. */
export function queryBuilder(): Kysely<Record<never, never>> {
  return new Kysely({
    dialect: {
      createAdapter: () => new DuckDbAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: () => noDatabase,
      createQueryCompiler: () => new DuckDbQueryCompiler(),
    },
  });
}

const noDatabase: DatabaseIntrospector = {
  getSchemas: async () => [],
  getTables: async () => [],
  getMetadata: async () => ({ tables: [] }),
};
