import type { Dialect } from "../../sql/dialect.ts";
import { isCategorical, isNumeric } from "./kinds.ts";
import { measureCategories } from "./measure-categories.ts";
import { measureNumbers } from "./measure-numbers.ts";
import { type MeasuredTable, renderFrom } from "./table-part.ts";
import type { Ask, FeatureStatistics, MeasuredColumn } from "./types.ts";

/**
 * Measures columns of a table, in the order of `columns`: those on the line of numbers in one scan, each categorical column by its groups. Up to 100,000
 * rows all figures are exact; beyond, quantiles and the number of distinct values are estimates, and `isApproximate` says so.
 */
export async function measureTable(
  ask: Ask,
  table: MeasuredTable,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly FeatureStatistics[]> {
  const rows = await countRows(ask, table);
  const numeric = columns.filter(({ kind }) => isNumeric(kind));
  const categorical = columns.filter(({ kind }) => isCategorical(kind));
  const others = columns.filter(({ kind }) => kind === "other");
  const measured = [
    ...(await measureNumbers(ask, table, rows, numeric, dialect)),
    ...(await measureCategories(ask, table, rows, categorical, dialect)),
    ...(await measureOthers(ask, table, rows, others, dialect)),
  ];
  const byName = new Map(measured.map((each) => [each.feature, each]));
  return columns.flatMap(({ name }) => byName.get(name) ?? []);
}

/** The number of rows of a table. */
export async function countRows(ask: Ask, table: MeasuredTable): Promise<number> {
  const [row] = await ask(`select count(*) as n from ${renderFrom(table)}`);
  return Number(row?.n ?? 0);
}

async function measureOthers(
  ask: Ask,
  table: MeasuredTable,
  rows: number,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly FeatureStatistics[]> {
  if (columns.length === 0) return [];
  const counts = columns.map(({ name }, index) => `count(${dialect.quoteName(name)}) as c${index}`);
  const [row = {}] = await ask(`select ${counts.join(", ")} from ${renderFrom(table)}`);
  return columns.map(({ name, type, kind }, index) => ({
    feature: name,
    type,
    kind,
    rows,
    nulls: rows - Number(row[`c${index}`] ?? 0),
    notFinite: 0,
    distinct: null,
    isApproximate: false,
    mean: null,
    stddev: null,
    min: null,
    max: null,
    quantiles: null,
    histogram: null,
  }));
}
