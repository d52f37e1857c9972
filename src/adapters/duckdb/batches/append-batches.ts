import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { Relation } from "../../../sql/relation.ts";
import { type ColumnBatch, UnfitValueError } from "../../adapter.ts";
import { valueWriters } from "./value-writers.ts";

/** Rows of a chunk of DuckDB. */
const chunkSize = 2048;

/** Adds rows to a table through DuckDB's appender; returns how many. */
export async function appendBatches(
  connection: DuckDBConnection,
  { name, schema, database }: Relation,
  batches: AsyncIterable<ColumnBatch>,
): Promise<number> {
  const { DuckDBDataChunk } = await import("@duckdb/node-api");
  const writerOf = await valueWriters();
  const appender = await connection.createAppender(name, schema, database ?? null);
  try {
    const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index));
    const writers = types.map(writerOf);
    let written = 0;
    for await (const { rows, columns } of batches) {
      for (let start = 0; start < rows; start += chunkSize) {
        const count = Math.min(chunkSize, rows - start);
        const chunk = DuckDBDataChunk.create(types, count);
        for (const [index, write] of writers.entries()) {
          const values: DuckDBValue[] = [];
          const column = columns[index] ?? [];
          for (let row = start; row < start + count; row++) {
            const value = column[row];
            if (value === null || value === undefined) {
              values.push(null);
              continue;
            }
            try {
              values.push(write(value));
            } catch (error) {
              const reason = error instanceof Error ? error.message : String(error);
              const type = String(types[index]);
              throw new UnfitValueError(reason, { column: index, row: written + row, value, type });
            }
          }
          chunk.setColumnValues(index, values);
        }
        appender.appendDataChunk(chunk);
      }
      written += rows;
      // Signals and timers get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
    appender.flushSync();
    return written;
  } finally {
    appender.closeSync();
  }
}
