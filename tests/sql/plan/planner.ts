import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** An in-memory engine that tells the plans of statements, as the binder gives them. */
export interface Planner {
  readonly run: (sql: string) => Promise<void>;
  readonly planText: (sql: string) => Promise<string>;
  readonly rows: (sql: string) => Promise<readonly (readonly string[])[]>;
  readonly close: () => void;
}

export async function openPlanner(schema: string): Promise<Planner> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(schema);
  return {
    run: async (sql) => {
      await connection.run(sql);
    },
    planText: (sql) => planText(connection, sql),
    rows: async (sql) => {
      const result = await connection.runAndReadAll(sql);
      return result.getRowsJson().map((row) => row.map((value) => JSON.stringify(value)));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function planText(connection: DuckDBConnection, sql: string): Promise<string> {
  const quoted = `'${sql.replaceAll("'", "''")}'`;
  const result = await connection.runAndReadAll(
    `select json_serialize_plan(${quoted}, optimize := false, skip_null := true, skip_empty := false)`,
  );
  return String(result.getRows()[0]?.[0]);
}
