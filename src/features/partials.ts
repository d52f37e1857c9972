import { microsecondsPerDay } from "./durations.ts";
import type { Part } from "./parts.ts";
import type { RowColumns } from "./statement.ts";

/** A FILTER clause, narrowed by a further condition; nothing where there is none. */
export type Filter = (condition?: string) => string;

/** How a part is made of tiles and single rows. */
export interface Partial {
  /** Columns that rows are summed up in, so that many can be merged into one value. */
  readonly columns: readonly PartialColumn[];
  /** SQL of the value whose mean for the entity numbers are merged around. The first two columns are then its count and mean. */
  readonly around?: string;
  /** Aggregate over tiles and rows. `quern_us` is the moment. */
  readonly merge: (names: readonly string[], filter: Filter, center: string) => string;
}

interface PartialColumn {
  /** Aggregate over the rows of a tile. `quern_start` is where it begins. */
  readonly ofTile: (filter: string) => string;
  /** What a single row gives. */
  readonly ofRow: string;
}

interface Names {
  readonly columns: RowColumns;
  /** What orders rows of one moment, before their value. */
  readonly order: readonly string[];
}

type Maker<Given> = (part: Given, names: Names) => Partial;

/** Returns how a part is merged; undefined where it takes all rows at once. */
export function partialOf(part: Part, names: Names): Partial | undefined {
  return (makers[part.kind] as Maker<Part> | undefined)?.(part, names);
}

const simple = (
  aggregate: string,
  ofRow: string,
  merge: (name: string, filter: string) => string,
): Partial => ({
  columns: [{ ofTile: (filter) => `${aggregate}${filter}`, ofRow }],
  merge: ([name = ""], filter) => merge(name, filter()),
});

const count = (name: string, filter: string) => `cast(sum(${name})${filter} as bigint)`;

const same =
  (aggregate: string): Maker<{ readonly value: string }> =>
  ({ value }, { columns }) => {
    const column = columns.of(value);
    return simple(`${aggregate}(${column})`, column, (name, filter) => `${aggregate}(${name})${filter}`);
  };

const picked =
  (pick: "min" | "max"): Maker<{ readonly value: string }> =>
  ({ value }, { columns, order }) => {
    const column = columns.of(value);
    const position = `row(${["quern_t", ...order, column].join(", ")})`;
    return {
      columns: [
        { ofTile: (filter) => `arg_${pick}_null(${column}, ${position})${filter}`, ofRow: column },
        { ofTile: (filter) => `${pick}(${position})${filter}`, ofRow: position },
      ],
      merge: ([found = "", at = ""], filter) =>
        `arg_${pick}_null(${found}, ${at})${filter(`${at} is not null`)}`,
    };
  };

const inDays = (microseconds: string) => `(${microseconds}) / ${microsecondsPerDay}`;

const zero = "cast(0 as double)";

/** Count and mean of a value. */
function countAndMean(column: string): readonly PartialColumn[] {
  const number = `cast(${column} as double)`;
  return [
    { ofTile: (filter) => `count(${column})${filter}`, ofRow: `case when ${column} is not null then 1 end` },
    { ofTile: (filter) => `avg(${number})${filter}`, ofRow: number },
  ];
}

const makers: { readonly [Kind in Part["kind"]]?: Maker<Extract<Part, { kind: Kind }>> } = {
  rows: () => simple("count(*)", "1", count),
  values: ({ value }, { columns }) => {
    const column = columns.of(value);
    return simple(`count(${column})`, `case when ${column} is not null then 1 end`, count);
  },
  sum: same("sum"),
  min: same("min"),
  max: same("max"),
  first: picked("min"),
  last: picked("max"),
  newest_age: () => simple("max(quern_t)", "quern_t", (name, filter) => `min(quern_us - ${name})${filter}`),
  oldest_age: () => simple("min(quern_t)", "quern_t", (name, filter) => `max(quern_us - ${name})${filter}`),
  // Squares of differences from the entity's mean, which is near enough for their sums not to cancel out.
  stddev: ({ value }, { columns }) => {
    const column = columns.of(value);
    const spread = (filter: string) =>
      `var_pop(cast(${column} as double))${filter} * count(${column})${filter}`;
    return {
      around: value,
      columns: [...countAndMean(column), { ofTile: spread, ofRow: zero }],
      merge: ([rows = "", mean = "", squares = ""], filter, center) => {
        const sum = (sql: string) => `sum(${sql})${filter()}`;
        const n = sum(rows);
        const first = sum(`${rows} * (${mean} - ${center})`);
        const second = sum(`${squares} + ${rows} * (${mean} - ${center}) ** 2`);
        return `case when ${n} > 1 then sqrt(greatest(${second} - ${first} ** 2 / ${n}, 0) / (${n} - 1)) end`;
      },
    };
  },
  slope: ({ value }, { columns }) => {
    const column = columns.of(value);
    const points = `(cast(${column} as double), ${inDays("quern_t - quern_start")})`;
    return {
      around: value,
      columns: [
        ...countAndMean(column),
        {
          ofTile: (filter) => `regr_avgx${points}${filter} + ${inDays("quern_start")}`,
          ofRow: inDays("quern_t"),
        },
        { ofTile: (filter) => `regr_sxx${points}${filter}`, ofRow: zero },
        { ofTile: (filter) => `regr_sxy${points}${filter}`, ofRow: zero },
      ],
      merge: ([rows = "", meanY = "", meanX = "", xx = "", xy = ""], filter, center) => {
        const sum = (sql: string) => `sum(${sql})${filter()}`;
        const [dx, dy] = [`(${meanX} - ${inDays("quern_us")})`, `(${meanY} - ${center})`];
        const [n, x, y] = [sum(rows), sum(`${rows} * ${dx}`), sum(`${rows} * ${dy}`)];
        const squares = sum(`${xx} + ${rows} * ${dx} ** 2`);
        const products = sum(`${xy} + ${rows} * ${dx} * ${dy}`);
        return `(${products} - ${x} * ${y} / ${n}) / nullif(${squares} - ${x} ** 2 / ${n}, 0)`;
      },
    };
  },
};
