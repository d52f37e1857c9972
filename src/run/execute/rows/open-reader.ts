import type * as Arquero from "arquero";
import type { ColumnBatch } from "../../../adapters/adapter.ts";
import type { SessionPool } from "../sessions.ts";

/** Rows of a table that `batches()` gives at once, where the user does not say. */
const defaultSize = 65_536;

/** What `ref("x")` of a rows model is. */
export interface RowsReader {
  table(): Promise<Arquero.ColumnTable>;
  batches(options?: { readonly size?: number }): AsyncGenerator<Arquero.ColumnTable>;
}

/**
 * Reads a SELECT as Arquero tables, on a connection of its own: rows are written on that of the node while others are still read. It sees
 * what is published.
 */
export function openReader(select: string, pool: SessionPool): RowsReader {
  async function* read(size: number): AsyncGenerator<Arquero.ColumnTable> {
    const arquero = await import("arquero");
    const session = await pool.take();
    try {
      for await (const batch of session.readBatches(select, size)) yield tableOf(batch, arquero);
    } finally {
      pool.giveBack(session);
    }
  }
  return {
    batches: ({ size = defaultSize } = {}) => read(size),
    async table() {
      let whole: Arquero.ColumnTable | undefined;
      for await (const table of read(Number.POSITIVE_INFINITY)) whole = table;
      return whole ?? (await import("arquero")).table({});
    },
  };
}

function tableOf(
  { names, columns }: ColumnBatch & { readonly names: readonly string[] },
  { table }: typeof Arquero,
): Arquero.ColumnTable {
  return table(
    names.map((name, index) => [name, columns[index] as unknown[]] as [string, unknown[]]),
    [...names],
  );
}
