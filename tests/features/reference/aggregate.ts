import type { Aggregate } from "../../../src/features/types.ts";
import { day } from "./calendar.ts";

export type Value = string | number | boolean | null;

/** A row of a source: its moment, what orders rows of one moment, and its columns. */
export interface Row {
  readonly moment: number;
  readonly known?: number;
  readonly order: readonly Value[];
  readonly columns: Readonly<Record<string, Value>>;
}

/** Gives what SQL gives for a row. */
export type Evaluate = (sql: string, row: Row) => Value;

/** Amounts are whole cents, so that sums are exact. `null` where there is none. */
export function aggregate(
  kind: Aggregate,
  rows: readonly Row[],
  moment: number,
  evaluate: Evaluate,
): Value | readonly Value[] {
  const valuesOf = (sql: string) => rows.map((row) => evaluate(sql, row));
  const numbersOf = (sql: string) => valuesOf(sql).filter((value): value is number => value !== null);
  const sorted = (value: string) =>
    [...rows].sort(
      (a, b) =>
        a.moment - b.moment ||
        compare(a.known ?? 0, b.known ?? 0) ||
        compareAll(a.order, b.order) ||
        compare(evaluate(value, a), evaluate(value, b)),
    );
  const moments = rows.map((row) => row.moment).sort((a, b) => a - b);
  const gaps = moments.slice(1).map((each, i) => (each - (moments[i] as number)) / day);
  switch (kind.kind) {
    case "count":
      return rows.length;
    case "count_values":
      return valuesOf(kind.value).filter((value) => value !== null).length;
    case "sum":
      return sum(numbersOf(kind.value));
    case "mean":
      return mean(numbersOf(kind.value));
    case "min":
      return (
        valuesOf(kind.value)
          .filter((value) => value !== null)
          .sort(compare)[0] ?? null
      );
    case "max":
      return (
        valuesOf(kind.value)
          .filter((value) => value !== null)
          .sort(compare)
          .at(-1) ?? null
      );
    case "stddev":
      return deviation(numbersOf(kind.value));
    case "count_distinct":
    case "approx_count_distinct":
      return new Set(valuesOf(kind.value).filter((value) => value !== null)).size;
    case "first":
      return at(
        sorted(kind.value).map((row) => evaluate(kind.value, row)),
        0,
      );
    case "last":
      return at(
        sorted(kind.value).map((row) => evaluate(kind.value, row)),
        -1,
      );
    case "list_last": {
      const newest = sorted(kind.value).reverse().slice(0, kind.length);
      return newest.length === 0 ? null : newest.map((row) => evaluate(kind.value, row));
    }
    case "mode": {
      const totals = new Map<Value, number>();
      for (const row of rows) {
        const value = evaluate(kind.value, row);
        const weight = kind.weight === undefined ? 1 : evaluate(kind.weight, row);
        if (value !== null && weight !== null) totals.set(value, (totals.get(value) ?? 0) + Number(weight));
      }
      return [...totals].sort(([a, one], [b, other]) => other - one || compare(a, b))[0]?.[0] ?? null;
    }
    case "quantile": {
      const values = numbersOf(kind.value).sort((a, b) => a - b);
      if (values.length === 0) return null;
      const position = kind.fraction * (values.length - 1);
      const [low, high] = [values[Math.floor(position)] as number, values[Math.ceil(position)] as number];
      return low + (high - low) * (position - Math.floor(position));
    }
    case "days_since_last":
      return moments.length === 0 ? null : (moment - (moments.at(-1) as number)) / day;
    case "days_since_first":
      return moments.length === 0 ? null : (moment - (moments[0] as number)) / day;
    case "mean_gap_days":
      return mean(gaps);
    case "stddev_gap_days":
      return deviation(gaps);
    case "slope": {
      const points = rows.flatMap((row): [number, number][] => {
        const value = evaluate(kind.value, row);
        return value === null ? [] : [[(row.moment - moment) / day, Number(value)]];
      });
      const ages = rows.flatMap((row) => (evaluate(kind.value, row) === null ? [] : [moment - row.moment]));
      const [oldest, newest] = [Math.max(...ages), Math.min(...ages)];
      if (!((oldest - newest) * 1e5 > Math.max(Math.abs(oldest), Math.abs(newest)))) return null;
      const [meanX, meanY] = [
        mean(points.map(([x]) => x)) as number,
        mean(points.map(([, y]) => y)) as number,
      ];
      const total = (of: (point: [number, number]) => number) =>
        points.reduce((all, point) => all + of(point), 0);
      return total(([x, y]) => (x - meanX) * (y - meanY)) / total(([x]) => (x - meanX) ** 2);
    }
    case "ratio": {
      const [above, below] = [sum(numbersOf(kind.numerator)), sum(numbersOf(kind.denominator))];
      return above === null || !below ? null : above / below;
    }
    case "share": {
      const weigh = (some: readonly Row[]) => {
        const { weight } = kind;
        if (weight === undefined) return some.length;
        return some.reduce((all, row) => all + Number(evaluate(weight, row) ?? 0), 0);
      };
      const all = weigh(rows);
      const equals = rows.filter((row) => evaluate(kind.category, row) === evaluate(kind.equals, row));
      return all === 0 ? null : weigh(equals) / all;
    }
  }
}

/** Null is last. */
export function compare(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

const compareAll = (a: readonly Value[], b: readonly Value[]): number =>
  a.reduce<number>((found, value, i) => found || compare(value, b[i] ?? null), 0);

const at = (values: readonly Value[], index: number): Value => values.at(index) ?? null;

const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((all, value) => all + value, 0);

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : (sum(values) as number) / values.length;

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const middle = mean(values) as number;
  return Math.sqrt((sum(values.map((value) => (value - middle) ** 2)) as number) / (values.length - 1));
}
