import type { Bound } from "../bind/types.ts";
import type { Graph } from "../graph/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import { type CatalogTable, catalogTables } from "./catalog-tables.ts";

/** A table of the catalog, as it is made in an empty DuckDB, and what goes into it. */
export interface TableToLoad {
  readonly name: string;
  readonly statement: string;
  /** Rows by column, in batches; none where no rule asks for them. */
  readonly batches: () => AsyncGenerator<{ readonly rows: number; readonly columns: readonly unknown[][] }>;
}

/** The catalog's tables; those that no text names stay empty. */
export function tablesToLoad(
  texts: readonly string[],
  catalog: { readonly graph: Graph; readonly bound: Bound },
  dialect: Dialect,
): readonly TableToLoad[] {
  return Object.entries(catalogTables).map(([name, table]) => {
    const word = new RegExp(`\\b${name}\\b`, "i");
    const isNamed = texts.some((text) => word.test(text));
    return {
      name,
      statement: renderTable(name, table, dialect),
      batches: () => readBatches(table, isNamed ? table.rows(catalog.graph, catalog.bound) : []),
    };
  });
}

/** `create table nodes (...)`. */
export function renderTable(name: string, { columns }: CatalogTable, dialect: Dialect): string {
  const list = columns.map((column) => `${dialect.quoteName(column.name)} ${column.type}`);
  return `create table ${dialect.quoteName(name)} (${list.join(", ")})`;
}

const batchSize = 10_000;

async function* readBatches(
  { columns }: CatalogTable,
  rows: Iterable<readonly unknown[]>,
): AsyncGenerator<{ readonly rows: number; readonly columns: readonly unknown[][] }> {
  let batch: unknown[][] = columns.map(() => []);
  let count = 0;
  for (const row of rows) {
    for (const [index, { type }] of columns.entries()) {
      const value = row[index] ?? null;
      batch[index]?.push(type === "JSON" && value !== null ? JSON.stringify(value) : value);
    }
    count++;
    if (count === batchSize) {
      yield { rows: count, columns: batch };
      batch = columns.map(() => []);
      count = 0;
    }
  }
  if (count > 0) yield { rows: count, columns: batch };
}
