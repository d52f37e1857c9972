import type { Dialect } from "../../sql/dialect.ts";
import { type MeasuredTable, renderFrom } from "./table-part.ts";
import type { Ask, CategoryHistogram, FeatureStatistics, MeasuredColumn } from "./types.ts";

/** How many values are counted by name; the others together. */
export const namedValues = 30;

/** Columns of one statement. */
const chunk = 50;

/** Measures columns of which each value counts by itself; exact, whatever the size of the table. In the order of `columns`. */
export async function measureCategories(
  ask: Ask,
  table: MeasuredTable,
  rows: number,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly FeatureStatistics[]> {
  const counted = await countValues(ask, table, columns, dialect);
  return columns.map((column, index) => {
    const counts = counted[index] ?? { distinct: 0, filled: 0, values: [] };
    const { distinct, filled, values } = counts;
    const isTrue = values.find(({ value }) => value === "true")?.count ?? 0;
    return {
      feature: column.name,
      type: column.type,
      kind: column.kind,
      rows,
      nulls: rows - filled,
      notFinite: 0,
      distinct,
      isApproximate: false,
      mean: column.kind === "boolean" && filled > 0 ? isTrue / filled : null,
      stddev: null,
      min: null,
      max: null,
      quantiles: null,
      histogram: column.isPrivate ? null : asHistogram(counts, rows),
    };
  });
}

/** What is known of a column's values: how many there are, how many rows have one, and the commonest (or those asked for). */
export interface ValueCounts {
  readonly distinct: number;
  readonly filled: number;
  readonly values: CategoryHistogram["values"];
}

/** The counts as a histogram of a column of so many rows. */
export function asHistogram({ filled, values }: ValueCounts, rows: number): CategoryHistogram {
  const named = values.reduce((sum, { count }) => sum + count, 0);
  return { kind: "categories", values, other: filled - named, nulls: rows - filled };
}

/** Counts values of columns: the commonest, or those of `wanted` (by the column's place) where it has some for the column. */
export async function countValues(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
  wanted: readonly (readonly string[])[] = [],
): Promise<readonly ValueCounts[]> {
  const counts: ValueCounts[] = [];
  for (let start = 0; start < columns.length; start += chunk) {
    const part = columns.slice(start, start + chunk);
    const selects = part.map((column, index) =>
      valuesSelect(table, column, index, dialect, wanted[start + index]),
    );
    const rows = await ask(`${selects.join("\nunion all\n")}\norder by feature`);
    counts.push(...rows.map(readValues));
  }
  return counts;
}

function valuesSelect(
  table: MeasuredTable,
  { name }: MeasuredColumn,
  index: number,
  dialect: Dialect,
  wanted: readonly string[] | undefined,
): string {
  const named =
    wanted === undefined
      ? `select * from counted order by n desc, v limit ${namedValues}`
      : `select * from counted where v in (${["NULL", ...wanted.map((each) => dialect.renderString(each))].join(", ")})`;
  return (
    `select * from (with counted as materialized (${countedSelect(table, name, dialect)}) ` +
    `select ${index} as feature, (select count(*) from counted) as distinct_values, (select sum(n) from counted) as filled, ` +
    `list({v: v, n: n} order by n desc, v) as top from (${named}))`
  );
}

function countedSelect(table: MeasuredTable, name: string, dialect: Dialect): string {
  const column = dialect.quoteName(name);
  return `select cast(${column} as varchar) as v, count(*) as n from ${renderFrom(table)} where ${column} is not null group by ${column}`;
}

function readValues(row: Readonly<Record<string, unknown>>): ValueCounts {
  const top = (row.top ?? []) as readonly { readonly v: string; readonly n: number }[];
  return {
    distinct: Number(row.distinct_values ?? 0),
    filled: Number(row.filled ?? 0),
    values: top.map(({ v, n }) => ({ value: String(v), count: Number(n) })),
  };
}
