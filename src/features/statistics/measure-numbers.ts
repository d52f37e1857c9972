import type { Dialect } from "../../sql/dialect.ts";
import { renderNumber } from "./kinds.ts";
import { type MeasuredTable, renderFrom, renderPart } from "./table-part.ts";
import {
  type Ask,
  type FeatureStatistics,
  type MeasuredColumn,
  type NumberHistogram,
  quantileFractions,
} from "./types.ts";

/** From how many rows on distinct values and quantiles are estimated. */
export const exactRows = 100_000;

/** Bins hold a hundredth of the rows each, or a single value that is more frequent. */
const binCount = 100;

/** Rows of the part that edges are taken from. */
const edgeRows = 20_000;

/** Columns of one statement. */
const chunk = 100;

/** Measures columns on the line of numbers, all of a chunk in one scan; in the order of `columns`. */
export async function measureNumbers(
  ask: Ask,
  table: MeasuredTable,
  rows: number,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly FeatureStatistics[]> {
  const measured: FeatureStatistics[] = [];
  for (let start = 0; start < columns.length; start += chunk) {
    const part = columns.slice(start, start + chunk);
    const edges = await findEdges(ask, table, rows, part, dialect);
    const [row = {}] = await ask(measureSelect(table, rows, part, edges, dialect));
    measured.push(...part.map((column, index) => readMeasures(row, index, column, rows, edges[index] ?? [])));
  }
  return measured;
}

/** Edges between which about equally many rows lie, of the whole of a small table and of a part of a large one: where they lie is a choice, what lies between them is counted. */
export async function findEdges(
  ask: Ask,
  table: MeasuredTable,
  rows: number,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly (readonly number[])[]> {
  if (rows === 0 || columns.length === 0) return columns.map(() => []);
  const fractions = Array.from({ length: binCount }, (_, bin) => bin / binCount);
  const list = columns.map((column, index) =>
    column.isPrivate
      ? `null as e${index}`
      : `quantile_disc(n${index}, [${fractions.join(", ")}]) as e${index}`,
  );
  const [row = {}] = await ask(
    `select ${list.join(", ")} from (select ${renderNumbers(columns, dialect)} from ${renderPart(table, rows, edgeRows)})`,
  );
  return columns.map((_, index) => [...new Set(asNumbers(row[`e${index}`]))]);
}

/**
 * SELECT of one row with the figures of all columns: `c` values, `f` of them on the line, `d` distinct, `a` mean, `s` deviation, `l` and `u` the extremes, `q`
 * quantiles, `h` counts by bin, each with the column's number.
 */
function measureSelect(
  table: MeasuredTable,
  rows: number,
  columns: readonly MeasuredColumn[],
  edges: readonly (readonly number[])[],
  dialect: Dialect,
): string {
  const fractions = `[${quantileFractions.join(", ")}]`;
  const isSmall = rows <= exactRows;
  const figures = columns.flatMap(({ isPrivate }, index) => {
    const n = `n${index}`;
    return [
      `count(v${index}) as c${index}`,
      `count(${n}) as f${index}`,
      `${isSmall ? `count(distinct ${n})` : `approx_count_distinct(${n})`} as d${index}`,
      `avg(${n}) as a${index}`,
      `stddev_samp(${n}) as s${index}`,
      ...(isPrivate
        ? []
        : [
            `min(${n}) as l${index}`,
            `max(${n}) as u${index}`,
            `${isSmall ? "quantile_cont" : "approx_quantile"}(${n}, ${fractions}) as q${index}`,
            renderCounts(n, edges[index] ?? [], `h${index}`),
          ]),
    ];
  });
  const values = columns.map(({ name }, index) => `${dialect.quoteName(name)} as v${index}`);
  return `select ${figures.join(", ")} from (select ${values.join(", ")}, ${renderNumbers(columns, dialect)} from ${renderFrom(table)})`;
}

/** `histogram` counts the values up to each edge and after the one before; what lies beyond the last has to be told from the count of all. */
export function renderCounts(value: string, edges: readonly number[], as: string): string {
  if (edges.length === 0) return `null as ${as}`;
  return `map_values(histogram(${value}, [${edges.map((edge) => renderDouble(edge)).join(", ")}])) as ${as}`;
}

/** Reads what `renderCounts` gave. `count`: how many values there are. */
export function readCounts(value: unknown, edges: readonly number[], count: number): readonly number[] {
  const inside = edges.map((_, index) => asNumbers(value)[index] ?? 0);
  return [...inside, count - inside.reduce((sum, each) => sum + each, 0)];
}

/** The columns' places on the line of numbers, as n0, n1, ... */
export function renderNumbers(columns: readonly MeasuredColumn[], dialect: Dialect): string {
  return columns
    .map(({ name, type, kind }, index) => `${renderNumber(dialect.quoteName(name), type, kind)} as n${index}`)
    .join(", ");
}

function readMeasures(
  row: Readonly<Record<string, unknown>>,
  index: number,
  { name, type, kind, isPrivate = false }: MeasuredColumn,
  rows: number,
  edges: readonly number[],
): FeatureStatistics {
  const figure = (letter: string) => asNumber(row[`${letter}${index}`]);
  const values = figure("c") ?? 0;
  const finite = figure("f") ?? 0;
  const quantiles = asNumbers(row[`q${index}`]);
  const histogram: NumberHistogram = {
    kind: "numbers",
    edges,
    counts: readCounts(row[`h${index}`], edges, finite),
    nulls: rows - finite,
  };
  return {
    feature: name,
    type,
    kind,
    rows,
    nulls: rows - values,
    notFinite: values - finite,
    distinct: figure("d"),
    isApproximate: rows > exactRows,
    mean: figure("a"),
    stddev: figure("s"),
    min: figure("l"),
    max: figure("u"),
    quantiles: quantiles.length === 0 ? null : quantiles,
    histogram: isPrivate ? null : histogram,
  };
}

/** The shortest text that reads back as the same number: a literal with a point would be a DECIMAL. */
function renderDouble(value: number): string {
  return `'${value}'::double`;
}

function asNumber(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function asNumbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((each) => each !== null).map(Number) : [];
}
