import type { AggregateColumn, AttributeColumn, Duration } from "../../../src/features/types.ts";
import { aggregate, compare, type Evaluate, type Row, type Value } from "./aggregate.ts";
import { windowStart } from "./calendar.ts";

export type Found = Value | readonly Value[];

const counts: readonly string[] = ["count", "count_values", "count_distinct", "approx_count_distinct"];

/** What an aggregate is at a moment: look at every row, keep those that count, and work on them. */
export function featureAt(
  column: AggregateColumn,
  rows: readonly Row[],
  moment: number | null,
  zone: string,
  evaluate: Evaluate,
): Found {
  const counted = rows.filter(
    (row) =>
      moment !== null &&
      row.moment <= moment &&
      (row.known === undefined || row.known <= moment) &&
      isWithin(row.moment, column.window, moment, zone) &&
      (column.where === undefined || evaluate(column.where, row) === true),
  );
  const value = aggregate(column.aggregate, counted, moment ?? 0, evaluate);
  const none = value === null || (value === 0 && counts.includes(column.aggregate.kind));
  return none && column.default !== undefined ? Number(column.default) : value;
}

const isWithin = (moment: number, window: Duration | null, end: number, zone: string) =>
  window === null || moment > windowStart(end, window, zone);

/** A state of an entity, valid from a moment until another. */
export interface State {
  readonly from: number;
  readonly until: number | null;
  readonly row: Row;
}

/** What an attribute is at a moment: of the states valid then the newest. */
export function attributeAt(
  column: AttributeColumn,
  states: readonly State[],
  moment: number | null,
  evaluate: Evaluate,
): Found {
  const valid = states
    .filter(({ from, until }) => moment !== null && from <= moment && (until === null || moment < until))
    .sort((a, b) => a.from - b.from || compare(evaluate(column.value, a.row), evaluate(column.value, b.row)));
  const last = valid.at(-1);
  const value = last === undefined ? null : evaluate(column.value, last.row);
  return value === null && column.default !== undefined ? Number(column.default) : value;
}
