import type { DuckDBResult } from "@duckdb/node-api";
import type { ColumnBatch } from "../../adapter.ts";
import { batchConverterOf } from "./batch-values.ts";

export interface NamedBatch extends ColumnBatch {
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** The rows of a streaming result in batches of about `size` rows: whole chunks of DuckDB, so up to 2,047 rows more. */
export async function* readBatches(result: DuckDBResult, size: number): AsyncGenerator<NamedBatch> {
  const names = result.deduplicatedColumnNames();
  const converters = result.columnTypes().map(batchConverterOf);
  const types = result.columnTypes().map(String);
  let columns: unknown[][] = names.map(() => []);
  let isFirst = true;
  for (let rows = 0; ; ) {
    const chunk = await result.fetchChunk();
    const count = chunk?.rowCount ?? 0;
    if (chunk && count > 0) {
      columns.forEach((values, index) => {
        const vector = chunk.getColumnVector(index);
        const convert = converters[index];
        for (let row = 0; row < count; row++) {
          const value = vector.getItem(row);
          values.push(value === null || convert === undefined ? value : convert(value));
        }
      });
      rows += count;
    }
    const isLast = count === 0;
    if (rows >= size || (isLast && (rows > 0 || isFirst))) {
      yield { names, types, rows, columns };
      columns = names.map(() => []);
      rows = 0;
      isFirst = false;
    }
    if (isLast) return;
  }
}
