import type { Dialect } from "../sql/dialect.ts";
import { aggregateRows } from "./aggregate-rows.ts";
import type { Measure } from "./measures.ts";
import { orderTerms, renderSourceRows } from "./source-rows.ts";
import type { Values, ValuesRequest } from "./source-values.ts";
import { createRowColumns, selectList } from "./statement.ts";
import { tileMeasures } from "./tiles.ts";
import type { AggregateColumn, Clock, FeatureColumn } from "./types.ts";
import { windowsOf } from "./windows.ts";

/** Returns aggregates of events in windows that end at each moment: one range join, or one scan where the moment is one. */
export function eventValues(
  { source, columns: wanted, at, name }: ValuesRequest,
  clock: Extract<Clock, { kind: "events" }>,
  dialect: Dialect,
): Values {
  const aggregates = wanted.filter(isAggregate);
  const columns = createRowColumns();
  const known = clock.knownAt === undefined ? [] : ["quern_known"];
  const order = [...known, ...orderTerms(source.order, columns)];
  // Where only entities with rows come, those whose rows are all before the windows come too.
  const windows = windowsOf(
    aggregates,
    { asOf: at.asOf, zone: source.zone, isBounded: at.keepsEmpty },
    dialect,
  );
  const rows = `${name}_rows`;
  const conditions = [
    "quern_t <= quern_us",
    ...known.map((column) => `${column} <= quern_us`),
    ...windows.bound,
  ];
  const joined = () => {
    const ofRows = ["quern_t", ...known, ...columns.all().map((column) => column.name)];
    const starts = windows.starts.map((start) => start.name);
    const shown = [...at.identity, "quern_us - quern_t as quern_age", ...ofRows, ...starts];
    return `(\nselect ${selectList(shown)}\nfrom ${at.join(rows, ofRows, conditions, windows.starts)}\n)`;
  };
  const { identity, table, keepsEmpty } = at;
  const isDense = source.density === "dense";
  const { contains } = windows;
  const frame = { identity, columns, order, age: "quern_age", joined, contains, keepsEmpty, isDense };
  // What was known at a moment is no matter of whole tiles, and one moment looks at each row once anyway.
  const isTiled = isDense && clock.knownAt === undefined && table !== undefined;
  const tiling = { moments: table ?? "", rows, keyLength: source.key.length, columns, order, windows };
  const take = (measures: readonly Measure[], prefix: string) => tileMeasures(measures, tiling, prefix);
  const { ctes, reads, values } = aggregateRows(aggregates, { ...frame, ...(isTiled && { take }) }, name);
  const moments: (readonly [string, string])[] = [["quern_t", clock.timestamp]];
  if (clock.knownAt !== undefined) moments.push(["quern_known", clock.knownAt]);
  const select = renderSourceRows({ ...source, moments, columns }, dialect);
  return { ctes: [{ name: rows, select }, ...ctes], from: at.complete(reads), values };
}

const isAggregate = (column: FeatureColumn): column is AggregateColumn => column.kind === "aggregate";
