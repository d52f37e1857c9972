import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely";
import { DuckDbAdapter } from "../../../sql/kysely/duckdb-adapter.ts";
import { DuckDbQueryCompiler } from "../../../sql/kysely/duckdb-query-compiler.ts";
import { type DuckDbDialectConfig, DuckDbDriver } from "./driver.ts";
import { DuckDbIntrospector } from "./introspector.ts";

/**
 * DuckDB for Kysely. Values come as:
 *
 * | DuckDB | JavaScript |
 * |---|---|
 * | BOOLEAN | boolean |
 * | TINYINT to INTEGER, UTINYINT to UINTEGER, FLOAT, DOUBLE | number |
 * | BIGINT, UBIGINT, HUGEINT, UHUGEINT, BIGNUM (so also `count` and `sum`) | number, beyond 2^53 text |
 * | DECIMAL | text, with all its digits |
 * | DATE, TIME, TIMESTAMP, INTERVAL | the engine's text; TIMESTAMPTZ in UTC with `+00` |
 * | VARCHAR, ENUM, UUID, BLOB (`\xAB`), BIT, JSON, all others | the engine's text |
 * | LIST, ARRAY | array |
 * | STRUCT | object |
 * | MAP | object by the key's text |
 * | UNION | `{ tag: value }` |
 *
 * and go in as `bindValues` says: what came out goes in again.
 *
 * @example new Kysely<Database>({ dialect: new DuckDbDialect({ database: () => DuckDBInstance.create("shop.duckdb") }) })
 */
export class DuckDbDialect implements Dialect {
  private readonly config: DuckDbDialectConfig;

  constructor(config: DuckDbDialectConfig) {
    this.config = config;
  }

  createDriver(): Driver {
    return new DuckDbDriver(this.config);
  }

  createQueryCompiler(): QueryCompiler {
    return new DuckDbQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return new DuckDbAdapter();
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new DuckDbIntrospector(db);
  }
}
