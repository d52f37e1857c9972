import { DuckDBInstance, type Json } from "@duckdb/node-api";

export type Row = Readonly<Record<string, Json>>;

/** An in-memory DuckDB. */
export interface Engine {
  run(sql: string): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): void;
}

export async function openEngine(): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    rows: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** One value of a statement of one row and column. */
export async function oneValue(engine: Engine, sql: string): Promise<Json> {
  const [row] = await engine.rows(sql);
  return Object.values(row ?? {})[0] ?? null;
}
