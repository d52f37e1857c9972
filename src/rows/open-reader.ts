import type * as Arquero from "arquero";
import type { ColumnBatch } from "../adapters/adapter.ts";

/** Rows of a table that `batches()` gives at once, where the user does not say. */
const defaultSize = 65_536;

/** What `ref("x")` of a rows model is. */
export interface RowsReader {
  table(): Promise<Arquero.ColumnTable>;
  batches(options?: { readonly size?: number }): AsyncGenerator<Arquero.ColumnTable>;
}

type NamedBatch = ColumnBatch & { readonly names: readonly string[] };

/**
 * Reads a SELECT as `Session.readBatches` does. Whoever calls it may stop half way, and may read several at once and in turn: what is
 * read here must not keep waiting the connection on which another one is read.
 */
export type ReadBatches = (select: string, size: number) => AsyncIterable<NamedBatch>;

/** Reads a SELECT as Arquero tables. */
export function openReader(select: string, readBatches: ReadBatches): RowsReader {
  async function* read(size: number): AsyncGenerator<Arquero.ColumnTable> {
    const arquero = await import("arquero");
    for await (const batch of readBatches(select, size)) yield tableOf(batch, arquero);
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

function tableOf({ names, columns }: NamedBatch, { table }: typeof Arquero): Arquero.ColumnTable {
  return table(
    names.map((name, index) => [name, columns[index] as unknown[]] as [string, unknown[]]),
    [...names],
  );
}
