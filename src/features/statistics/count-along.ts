import type { Dialect } from "../../sql/dialect.ts";
import { isCategorical, isNumeric } from "./kinds.ts";
import { asHistogram, countValues } from "./measure-categories.ts";
import { readCounts, renderCounts, renderNumbers } from "./measure-numbers.ts";
import { countRows } from "./measure-table.ts";
import { type MeasuredTable, renderFrom } from "./table-part.ts";
import type { Ask, CategoryHistogram, Histogram, MeasuredColumn, NumberHistogram } from "./types.ts";

/** A column, and the histogram whose bins it is to be counted by. */
export interface ColumnAlong {
  readonly column: MeasuredColumn;
  readonly along: Histogram;
}

/**
 * Counts columns of a table by the bins of other histograms, exactly: numbers between the same edges, categories by the same values. In the order
 * of `columns`; undefined for a column that is not of the histogram's kind.
 */
export async function countAlong(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly ColumnAlong[],
  dialect: Dialect,
): Promise<readonly (Histogram | undefined)[]> {
  const rows = await countRows(ask, table);
  const numbers = columns.filter(isPairOfNumbers);
  const categories = columns.filter(isPairOfCategories);
  const counted = new Map<ColumnAlong, Histogram>();
  for (const [index, histogram] of (await countNumbers(ask, table, rows, numbers, dialect)).entries())
    counted.set(numbers[index] as ColumnAlong, histogram);
  const values = await countValues(
    ask,
    table,
    categories.map(({ column }) => column),
    dialect,
    categories.map(({ along }) => along.values.map(({ value }) => value)),
  );
  for (const [index, counts] of values.entries())
    counted.set(categories[index] as ColumnAlong, asHistogram(counts, rows));
  return columns.map((column) => counted.get(column));
}

type AlongNumbers = ColumnAlong & { readonly along: NumberHistogram };
type AlongCategories = ColumnAlong & { readonly along: CategoryHistogram };

function isPairOfNumbers(pair: ColumnAlong): pair is AlongNumbers {
  return isNumeric(pair.column.kind) && pair.along.kind === "numbers";
}

function isPairOfCategories(pair: ColumnAlong): pair is AlongCategories {
  return isCategorical(pair.column.kind) && pair.along.kind === "categories";
}

async function countNumbers(
  ask: Ask,
  table: MeasuredTable,
  rows: number,
  pairs: readonly AlongNumbers[],
  dialect: Dialect,
): Promise<readonly NumberHistogram[]> {
  if (pairs.length === 0) return [];
  const figures = pairs.flatMap(({ along }, index) => [
    `count(n${index}) as f${index}`,
    renderCounts(`n${index}`, along.edges, `h${index}`),
  ]);
  const columns = pairs.map(({ column }) => column);
  const [row = {}] = await ask(
    `select ${figures.join(", ")} from (select ${renderNumbers(columns, dialect)} from ${renderFrom(table)})`,
  );
  return pairs.map(({ along: { edges } }, index) => {
    const finite = Number(row[`f${index}`] ?? 0);
    return {
      kind: "numbers",
      edges,
      counts: readCounts(row[`h${index}`], edges, finite),
      nulls: rows - finite,
    };
  });
}
