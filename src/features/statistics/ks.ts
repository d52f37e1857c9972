import type { Dialect } from "../../sql/dialect.ts";
import type { Aligned } from "./align.ts";
import { renderNumber } from "./kinds.ts";
import { type MeasuredTable, renderFrom } from "./table-part.ts";
import type { Ask, MeasuredColumn } from "./types.ts";

/** The two-sample statistic of Kolmogorov and Smirnov. */
export interface Ks {
  /** The largest difference of the two distribution functions, in [0, 1]. */
  readonly statistic: number;
  /** By how much the statistic may be larger, since only the edges of bins were looked at; 0 where it is exact. */
  readonly error: number;
  /** How likely so large a difference is where both are drawn from one distribution. */
  readonly pValue: number;
}

/**
 * The statistic at the edges of common bins: the largest difference of the two cumulated shares there. Between two edges either function can only
 * rise by its share of that bin, which bounds the error. Null where either has no values.
 */
export function ksOfBins(bins: Aligned["bins"]): Ks | null {
  const total = bins.reduce(
    (sum, bin) => ({ reference: sum.reference + bin.reference, current: sum.current + bin.current }),
    { reference: 0, current: 0 },
  );
  if (total.reference === 0 || total.current === 0) return null;
  let difference = 0;
  let statistic = 0;
  let bound = 0;
  for (const bin of bins) {
    const r = bin.reference / total.reference;
    const c = bin.current / total.current;
    bound = Math.max(bound, Math.abs(difference + c), Math.abs(difference - r));
    difference += c - r;
    statistic = Math.max(statistic, Math.abs(difference));
  }
  const error = Math.max(0, bound - statistic);
  return { statistic, error, pValue: ksProbability(statistic, total.reference, total.current) };
}

/** The exact statistic of a column of two tables: both are sorted. Null where either has no values. */
export async function ksOfTables(
  ask: Ask,
  reference: { readonly table: MeasuredTable; readonly column: MeasuredColumn },
  current: { readonly table: MeasuredTable; readonly column: MeasuredColumn },
  dialect: Dialect,
): Promise<Ks | null> {
  const [row] = await ask(ksSelect(reference, current, dialect));
  const [n, m] = [Number(row?.reference_rows ?? 0), Number(row?.current_rows ?? 0)];
  if (n === 0 || m === 0) return null;
  const statistic = Number(row?.statistic ?? 0);
  return { statistic, error: 0, pValue: ksProbability(statistic, n, m) };
}

type Side = Parameters<typeof ksOfTables>[1];

/** Equal values are counted together before the running sums: the functions step once at each. */
function ksSelect(reference: Side, current: Side, dialect: Dialect): string {
  const side = ({ table, column }: Side, r: number, c: number) =>
    `select ${renderNumber(dialect.quoteName(column.name), column.type, column.kind)} as v, ${r} as r, ${c} as c from ${renderFrom(table)}`;
  return (
    `with steps as (select v, sum(r) as r, sum(c) as c from (${side(reference, 1, 0)} union all ${side(current, 0, 1)}) where v is not null group by v), ` +
    "sums as (select sum(r) over up_to as r, sum(c) over up_to as c, sum(r) over () as n, sum(c) over () as m from steps window up_to as (order by v rows unbounded preceding)) " +
    "select max(abs(c / nullif(m, 0) - r / nullif(n, 0))) as statistic, any_value(n) as reference_rows, any_value(m) as current_rows from sums"
  );
}

/**
 * How likely a difference of at least `statistic` is for samples of n and m values of one distribution: Kolmogorov's limit with the correction of
 * M. A. Stephens (1970), as in Numerical Recipes (3rd edition, 14.3.3). Good for n * m / (n + m) >= 4; too large where many values are equal.
 */
export function ksProbability(statistic: number, n: number, m: number): number {
  const root = Math.sqrt((n * m) / (n + m));
  return kolmogorovTail((root + 0.12 + 0.11 / root) * statistic);
}

/** Q(x) = 2 * sum of (-1)^(k - 1) * exp(-2 k^2 x^2); for small x by the series of Jacobi's theta function, which converges there. */
export function kolmogorovTail(x: number): number {
  if (x <= 0) return 1;
  if (x < 1.18) {
    const y = Math.exp(-(Math.PI ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * (y + y ** 9 + y ** 25 + y ** 49);
  }
  const z = Math.exp(-2 * x * x);
  return 2 * (z - z ** 4 + z ** 9);
}
