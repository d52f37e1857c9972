import { DuckDBInstance } from "@duckdb/node-api";

/** Runs statements in a database in memory. A zone of the session that no test means is set: nothing may depend on it. */
export async function openDatabase() {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  await connection.run("set timezone = 'Pacific/Chatham'");
  const rowsOf = async (sql: string) =>
    (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  const run = async (...statements: readonly string[]) => {
    for (const statement of statements) await connection.run(statement);
  };
  return { run, rowsOf };
}

/** A table's rows; an empty table keeps its types. */
export function tableOf(
  name: string,
  types: Readonly<Record<string, string>>,
  rows: readonly (readonly string[])[],
): readonly string[] {
  const columns = Object.entries(types).map(([column, type]) => `${column} ${type}`);
  const values = rows.map((row) => `(${row.join(", ")})`);
  return [
    `create or replace table ${name} (${columns.join(", ")})`,
    ...(values.length === 0 ? [] : [`insert into ${name} values ${values.join(", ")}`]),
  ];
}
