import type { Dialect } from "../../sql/dialect.ts";
import { countAlong } from "./count-along.ts";
import { isCategorical, isNumeric } from "./kinds.ts";
import { asHistogram, countValues } from "./measure-categories.ts";
import { findEdges } from "./measure-numbers.ts";
import { countRows } from "./measure-table.ts";
import type { MeasuredTable } from "./table-part.ts";
import type { Ask, Histogram, MeasuredColumn } from "./types.ts";

/** Histograms of a table's columns, by the names they are asked under, without the other statistics. Columns of other kinds have none. */
export async function histogramsOf(
  ask: Ask,
  table: MeasuredTable,
  columns: ReadonlyMap<string, MeasuredColumn>,
  dialect: Dialect,
): Promise<ReadonlyMap<string, Histogram>> {
  const rows = await countRows(ask, table);
  const named = [...columns].map(([name, column]) => ({ name, column }));
  const numeric = named.filter(({ column }) => isNumeric(column.kind));
  const categorical = named.filter(({ column }) => isCategorical(column.kind));
  const found = new Map<string, Histogram>();

  const columnsOf = (list: typeof named) => list.map(({ column }) => column);
  const edges = await findEdges(ask, table, rows, columnsOf(numeric), dialect);
  const empty = numeric.map(({ column }, index) => ({
    column,
    along: { kind: "numbers", edges: edges[index] ?? [], counts: [], nulls: 0 } as const,
  }));
  for (const [index, histogram] of (await countAlong(ask, table, empty, dialect)).entries()) {
    const name = numeric[index]?.name;
    if (name !== undefined && histogram !== undefined) found.set(name, histogram);
  }

  const values = await countValues(ask, table, columnsOf(categorical), dialect);
  for (const [index, counts] of values.entries()) {
    const name = categorical[index]?.name;
    if (name !== undefined) found.set(name, asHistogram(counts, rows));
  }
  return found;
}
