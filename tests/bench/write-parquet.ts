import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Writes data/orders.parquet of a generated project from its CSV. */
export async function writeParquet(project: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const file = (name: string) => `'${join(project, "data", name).replaceAll("'", "''")}'`;
  await connection.run(`copy (from ${file("orders.csv")}) to ${file("orders.parquet")} (format parquet)`);
  connection.closeSync();
  instance.closeSync();
}
