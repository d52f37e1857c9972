import { aggregateRows } from "../aggregate-rows.ts";
import { shiftMoment } from "../moments.ts";
import { besideEachOther } from "../occasions.ts";
import { withDefault } from "../render-columns.ts";
import { orderTerms, renderSourceRows, rowKeys } from "../source-rows.ts";
import { type Cte, createRowColumns, type RowColumns, selectList } from "../statement.ts";
import type { Label } from "../training-types.ts";
import type { Aggregate, AggregateColumn } from "../types.ts";
import type { Writing } from "./steps.ts";

/**
 * Returns the steps that aggregate the rows within the horizon, in one range join, by the aggregates that features have. Rows lie after the moment
 * here: days since the first of them are days until it. (Whether there are rows is whether their count is 0. An ASOF join would tell it in half
 * the time, but the engine runs it as nested loops where it expects few rows of the set, and it cannot know how many there are.)
 *
 * @param end SQL of where the horizon ends, in microseconds
 */
export function labelAggregate(writing: Writing, label: Label, from: string, end: string): readonly Cte[] {
  const { key, quote } = writing;
  const columns = createRowColumns();
  const identity = [...key, "as_of"];
  const order = orderTerms(label.order, columns);
  const on = [
    ...rowKeys(key.length).map((name, i) => `quern_row.${key[i]} = ${name}`),
    "quern_t > quern_us",
    "quern_t <= quern_end",
  ];
  const joined = () =>
    `(
select ${selectList([...identity, "quern_us - quern_t as quern_age", ...columns.all().map(({ name }) => name)])}
from (select ${identity.join(", ")}, epoch_us(as_of) as quern_us, ${end} as quern_end from ${from}) as quern_row
join quern_set_outcomes on ${on.join("\nand ")}
)`;
  const contains = () => undefined;
  const frame = { identity, columns, order, age: "quern_age", joined, contains, keepsEmpty: true };
  const aggregated = aggregateRows([columnOf(label)], frame, "quern_set_aggregated");
  const value = labelValue(label, aggregated.values[0] ?? "null");
  return [
    { name: "quern_set_outcomes", select: selectLabelSource(writing, label, columns) },
    ...aggregated.ctes,
    {
      name: "quern_set_labelled",
      select: `select quern_row.*, ${value} as ${quote(label.name)}
from ${besideEachOther([`${from} as quern_row`, ...aggregated.reads], identity)}`,
    },
  ];
}

/** What is counted or measured, under the label's name. */
function columnOf({ name, value, default: fallback }: Label): AggregateColumn {
  const aggregate: Aggregate = isAggregate(value) ? value : { kind: "count" };
  const made = value.kind in makers;
  return {
    kind: "aggregate",
    name,
    aggregate,
    window: null,
    ...(fallback !== undefined && !made && { default: fallback }),
  };
}

function isAggregate(value: Label["value"]): value is Aggregate {
  return value.kind !== "exists" && value.kind !== "not_exists";
}

/** Labels that are made of an aggregate; their default stands beside what is made. */
const makers: { readonly [Kind in Label["value"]["kind"]]?: (value: string) => string } = {
  exists: (count) => `${count} > 0`,
  not_exists: (count) => `${count} = 0`,
  days_since_first: (age) => `-(${age})`,
  days_since_last: (age) => `-(${age})`,
};

function labelValue({ value: { kind }, default: fallback }: Label, value: string): string {
  const make = makers[kind];
  return make === undefined ? value : withDefault(make(value), fallback);
}

/**
 * Returns a SELECT of the rows that a label is made of: keys `quern_k0`.., their moment `quern_t` in microseconds, and the columns asked for. Rows
 * outside of all horizons are left out before the join, as far as the set says where those lie.
 */
function selectLabelSource({ set, dialect }: Writing, label: Label, columns: RowColumns): string {
  const { relation, key, where, timestamp, within } = label;
  const { from, to } = set.spine;
  // A day more, since steps of the calendar may overtake each other by an hour where clocks change.
  const bounds = [
    ...(from === undefined ? [] : [`quern_t > epoch_us(${from})`]),
    ...(to === undefined
      ? []
      : [`quern_t <= epoch_us(${shiftMoment(to, within, 1, set.zone, dialect)} + to_days(1))`]),
  ];
  const rows = renderSourceRows(
    {
      relation,
      key,
      zone: set.zone,
      moments: [["quern_t", timestamp]],
      columns,
      ...(where !== undefined && { where }),
    },
    dialect,
  );
  return bounds.length === 0 ? rows : `select *\nfrom (\n${rows}\n)\nwhere ${bounds.join("\nand ")}`;
}
