import { pointInTimeSelect } from "../../../src/features/point-in-time.ts";
import type { Aggregate, AggregateColumn, FeatureSource, FeatureView } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";

export interface Statements {
  readonly ours: string;
  /** What one would write by hand for the same numbers. */
  readonly byHand: string;
}

interface Measured {
  readonly name: string;
  readonly aggregate: Aggregate;
  /** Days. */
  readonly window: number;
  readonly sql: string;
}

const measure =
  (name: string, aggregate: Aggregate, sql: string) =>
  (window: number): Measured => ({
    name: `${name}_${window}`,
    aggregate,
    window,
    sql,
  });

const count = measure("orders", { kind: "count" }, "count(*)");
const sum = measure("amount", { kind: "sum", value: "amount" }, "sum(e.amount)");
const max = measure("most", { kind: "max", value: "amount" }, "max(e.amount)");
const mean: Measured = {
  ...measure("mean", { kind: "mean", value: "score" }, "avg(e.score)")(90),
  name: "mean",
};
const recency = measure(
  "recency",
  { kind: "days_since_last" },
  "(epoch_us(s.as_of) - epoch_us(max(e.ordered_at))) / 86400000000.0",
);

/** Eight features over windows of up to 90 days. */
export const eight = [count(7), count(30), count(90), sum(30), sum(90), mean, max(90), recency(90)];

/** The same kinds over windows of up to a year. */
export const eightOfYear = [count(7), count(30), count(365), sum(30), sum(365), mean, max(365), recency(365)];

/** Counts and sums over as many windows as asked for. */
export const overWindows = (windows: number): readonly Measured[] => [
  mean,
  ...Array.from({ length: windows }, (_, i) => 90 - i * 2).flatMap((days) => [count(days), sum(days)]),
];

function viewOf(
  measured: readonly Measured[],
  table: number,
  density: FeatureSource["density"],
): FeatureView {
  const columns = measured.map(
    ({ name, aggregate, window }): AggregateColumn => ({
      kind: "aggregate",
      name,
      aggregate,
      window: { amount: window, unit: "day" },
    }),
  );
  const source: FeatureSource = {
    relation: `events_${table}`,
    key: ["customer_id"],
    clock: { kind: "events", timestamp: "ordered_at" },
    zone: "UTC",
    order: [],
    ...(density !== undefined && { density }),
  };
  return { name: `view_${table}`, key: ["customer_id"], source, columns };
}

/** Features of one view, or of several that stand side by side. */
export function statementsOf(
  measured: readonly Measured[],
  { views = 1, density }: { readonly views?: number; readonly density?: FeatureSource["density"] } = {},
): Statements {
  const names = measured.map(({ name }) => name);
  const all = Array.from({ length: views }, (_, table) => ({
    view: viewOf(measured, table, density),
    links: [],
    columns: names.map((column) => ({ column, as: table === 0 ? column : `${column}_${table}` })),
  }));
  const spine = { relation: "spine", key: ["customer_id"], asOf: "as_of" };
  const joins = all
    .slice(1)
    .map((_, i) => `\nleft join (${joinByHand(measured, i + 1)}) using (customer_id, as_of)`);
  return {
    ours: pointInTimeSelect({ spine, views: all }, duckdbDialect),
    byHand:
      views === 1 ? joinByHand(measured, 0) : `select * from (${joinByHand(measured, 0)})${joins.join("")}`,
  };
}

function joinByHand(measured: readonly Measured[], table: number): string {
  const widest = Math.max(...measured.map(({ window }) => window));
  const items = measured.map(({ name, window, sql }) => {
    const inWindow = `filter (where e.ordered_at > s.as_of - interval ${window} day)`;
    const filtered = sql.replace(/(count|sum|max|avg)\([^()]*\)/, (call) => `${call} ${inWindow}`);
    return `${filtered} as ${table === 0 ? name : `${name}_${table}`}`;
  });
  return `select s.customer_id, s.as_of, ${items.join(", ")}
from spine as s
left join events_${table} as e
  on e.customer_id = s.customer_id and e.ordered_at <= s.as_of and e.ordered_at > s.as_of - interval ${widest} day
group by s.customer_id, s.as_of`;
}
