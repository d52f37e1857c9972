import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/**
 * Closes a database file. Closing would move what stands in the log into the file on this thread, and hold up all else; a statement does the same
 * on a thread of the engine's.
 */
export async function closeFile(instance: DuckDBInstance, readOnly: boolean): Promise<void> {
  try {
    if (!readOnly) await moveLog(instance);
  } finally {
    instance.closeSync();
  }
}

/** Moves what stands in the log into the file; others may read meanwhile. */
export async function moveLog(instance: DuckDBInstance): Promise<void> {
  let connection: DuckDBConnection | undefined;
  try {
    connection = await instance.connect();
    await connection.run("checkpoint");
  } catch {
    // Nothing is lost: closing tries once more, and the next to open the file reads what is left in the log.
  } finally {
    connection?.disconnectSync();
  }
}
