import { microsecondsPerDay } from "./durations.ts";
import type { Part } from "./parts.ts";
import type { RowColumns } from "./statement.ts";

/** The rows that parts are computed over, by the names of their columns. */
export interface PartRows {
  readonly columns: RowColumns;
  /** Microseconds from the row to T. */
  readonly age: string;
  /** What orders rows of one moment, before their value. */
  readonly order: readonly string[];
}

/** Parts that one aggregate function gives; the mode needs groups of its own. (Last rows are sorted where they are not many: `last-lists.ts`.) */
export type PlainPart = Exclude<Part, { kind: "mode" }>;

/** Returns the aggregate that gives a part over the rows that meet the conditions. */
export function renderPart(part: PlainPart, rows: PartRows, conditions: readonly string[]): string {
  const all = part.where === undefined ? conditions : [...conditions, rows.columns.of(part.where)];
  const filter = all.length === 0 ? "" : ` filter (where ${all.join(" and ")})`;
  return (renderers[part.kind] as Renderer<PlainPart>)(part, rows, filter);
}

type Renderer<Given> = (part: Given, rows: PartRows, filter: string) => string;

const over =
  (name: string, before = ""): Renderer<{ readonly value: string }> =>
  ({ value }, { columns }, filter) =>
    `${name}(${before}${columns.of(value)})${filter}`;

/** Ascending from the oldest row on. Of rows of one moment that no term decides between, the one with the greater value is later, null last. */
const position = (value: string, { age, order }: PartRows) =>
  `row(${[`-${age}`, ...order, value].join(", ")})`;

const renderers: { readonly [Kind in PlainPart["kind"]]: Renderer<Extract<PlainPart, { kind: Kind }>> } = {
  rows: (_, __, filter) => `count(*)${filter}`,
  values: over("count"),
  sum: over("sum"),
  min: over("min"),
  max: over("max"),
  stddev: over("stddev_samp"),
  distinct: over("count", "distinct "),
  approximate_distinct: over("approx_count_distinct"),
  first: ({ value }, rows, filter) => {
    const name = rows.columns.of(value);
    return `arg_min_null(${name}, ${position(name, rows)})${filter}`;
  },
  last: ({ value }, rows, filter) => {
    const name = rows.columns.of(value);
    return `arg_max_null(${name}, ${position(name, rows)})${filter}`;
  },
  newest_age: (_, { age }, filter) => `min(${age})${filter}`,
  oldest_age: (_, { age }, filter) => `max(${age})${filter}`,
  ages: (_, { age }, filter) => `list_sort(list(${age})${filter})`,
  slope: ({ value }, { columns, age }, filter) =>
    `regr_slope(cast(${columns.of(value)} as double), -${age} / ${microsecondsPerDay})${filter}`,
  quantile: ({ value, fraction }, { columns }, filter) =>
    `quantile_cont(${columns.of(value)}, ${fraction})${filter}`,
  list_last: ({ value, length }, rows, filter) => {
    const name = rows.columns.of(value);
    const newest = `arg_max({'value': ${name}}, ${position(name, rows)}, ${length})${filter}`;
    return `list_transform(${newest}, lambda item: item.value)`;
  },
};
