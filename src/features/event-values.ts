import type { Dialect } from "../sql/dialect.ts";
import { type Aggregated, aggregateRows } from "./aggregate-rows.ts";
import { orderTerms, renderSourceRows } from "./source-rows.ts";
import { createRowColumns, selectList } from "./statement.ts";
import type { AggregateColumn, Clock, FeatureColumn } from "./types.ts";
import { carriedBy, type ValuesRequest } from "./values-request.ts";
import { windowsOf } from "./windows.ts";

/** Returns aggregates of events in windows that end at each moment: one range join, or one scan where the moment is one. */
export function eventValues(
  request: ValuesRequest,
  clock: Extract<Clock, { kind: "events" }>,
  dialect: Dialect,
): Aggregated {
  const { source, at, name } = request;
  const aggregates = request.columns.filter(isAggregate);
  const columns = createRowColumns();
  const known = clock.knownAt === undefined ? [] : ["quern_known"];
  const order = [...known, ...orderTerms(source.order, columns)];
  const windows = windowsOf(aggregates, at.asOf, source.zone, dialect);
  const rows = `${name}_rows`;
  const conditions = [
    "quern_t <= quern_us",
    ...known.map((column) => `${column} <= quern_us`),
    // Where only entities with rows come, those whose rows are all before the windows come too.
    ...(windows.widest !== undefined && at.keepsEmpty ? [windows.widest] : []),
  ];
  const joined = () => {
    const ofRows = ["quern_t", ...known, ...columns.all().map((column) => column.name)];
    const starts = windows.starts.map((start) => start.name);
    const age = "quern_us - quern_t as quern_age";
    const shown = [...at.identity, ...carriedBy(request), age, ...ofRows, ...starts];
    return `(\nselect ${selectList(shown)}\nfrom ${at.join(rows, ofRows, conditions, windows.starts)}\n)`;
  };
  const frame = {
    identity: at.identity,
    carried: carriedBy(request),
    columns,
    order,
    age: "quern_age",
    joined,
    contains: (window: AggregateColumn["window"]) =>
      windows.contains(window) ?? (at.keepsEmpty ? "quern_age is not null" : undefined),
  };
  const aggregated = aggregateRows(aggregates, frame, name);
  const moments: (readonly [string, string])[] = [["quern_t", clock.timestamp]];
  if (clock.knownAt !== undefined) moments.push(["quern_known", clock.knownAt]);
  const select = renderSourceRows({ ...source, moments, columns }, dialect);
  return { ...aggregated, ctes: [{ name: rows, select }, ...aggregated.ctes] };
}

const isAggregate = (column: FeatureColumn): column is AggregateColumn => column.kind === "aggregate";
