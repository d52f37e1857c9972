import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { currentSelect } from "../../../src/features/current-values.ts";
import { momentsSelect, refresh } from "../../../src/features/refresh/refresh.ts";
import type { RefreshableView } from "../../../src/features/refresh/refreshable.ts";
import type { AggregateColumn } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { median } from "../measure.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

const size = "10,000,000 events, 1,000,000 entities, 15 features";
const start = Date.UTC(2025, 11, 1);

/** Current values of which 1% of the entities have new rows: carried on by an hour, and by a day, beside made anew. */
export async function benchRefresh({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  await mkdir(folder, { recursive: true });
  const location = join(folder, "refresh.duckdb");
  rmSync(location, { force: true });
  const warehouse = await duckdbAdapter.open({ location, baseFolder: folder });
  try {
    const session = await warehouse.connect();
    await session.run(`create table events as ${selectEvents(10_000_000, start, 3 * 365 * 24)}`);
    const figures = { hour: [] as number[], day: [] as number[], anew: [] as number[] };
    let since = start;
    await inTransaction(makeAnew(since));
    for (let run = 0; run < runs; run++)
      for (const [step, hours] of [
        ["hour", 1],
        ["day", 24],
      ] as const) {
        const until = since + hours * 3_600_000;
        await session.run(`insert into events ${selectEvents(10_000, until, 1)}`);
        figures[step].push(await inTransaction(carryOn(since, until)));
        if (step === "day") figures.anew.push(await inTransaction(makeAnew(until)));
        since = until;
      }
    const against = { what: "made anew", figure: median(figures.anew) };
    return [
      { what: "current values, an hour later", size, ours: median(figures.hour), against, limit: 0.5 },
      { what: "current values, a day later", size, ours: median(figures.day), against, limit: 0.7 },
    ];

    async function inTransaction(statements: readonly string[]): Promise<number> {
      const begun = performance.now();
      await session.begin();
      for (const statement of statements) await session.run(statement);
      await session.commit();
      return (performance.now() - begun) / 1000;
    }
  } finally {
    await warehouse.close();
    rmSync(location, { force: true });
  }
}

const literal = (moment: number) => duckdbDialect.renderTimestamp(new Date(moment));

/** Events of the hours before a moment, known within the same hour. */
function selectEvents(count: number, until: number, hours: number): string {
  return `select (hash(i, ${until}) % 1000000)::int as customer, happened, happened as loaded, (hash(i, 1) % 10000)::decimal(10, 2) as amount, 'c' || (hash(i, 2) % 8) as channel, i as id
from (select i, ${literal(until)} - to_seconds((hash(i, 3) % ${hours * 3600})::bigint) as happened from range(${count}) t(i))`;
}

const days = (amount: number) => ({ amount, unit: "day" as const });
const column = (name: string, aggregate: AggregateColumn["aggregate"], window: number | null) =>
  ({ kind: "aggregate", name, aggregate, window: window === null ? null : days(window) }) as const;

const view: RefreshableView = {
  name: "habits",
  key: ["customer"],
  source: {
    relation: "events",
    key: ["customer"],
    clock: { kind: "events", timestamp: "happened", knownAt: "loaded" },
    zone: "Asia/Seoul",
    order: ["id"],
  },
  columns: [
    ...[7, 30, 90, null].map((window) => column(`orders_${window}`, { kind: "count" }, window)),
    ...[30, 365].map((window) => column(`spend_${window}`, { kind: "sum", value: "amount" }, window)),
    column("mean", { kind: "mean", value: "amount" }, 365),
    column("most", { kind: "max", value: "amount" }, null),
    column("channel", { kind: "last", value: "channel" }, null),
    column("recency", { kind: "days_since_last" }, null),
    column("tenure", { kind: "days_since_first" }, null),
    column("gap", { kind: "mean_gap_days" }, null),
    column("channels", { kind: "count_distinct", value: "channel" }, 365),
    column("p90", { kind: "quantile", value: "amount", fraction: 0.9 }, 365),
    { kind: "expression", name: "per_order", value: "spend_30 / nullif(orders_30, 0)" },
  ],
};

function makeAnew(until: number): string[] {
  return [
    `create or replace table habits as ${currentSelect(view, literal(until), duckdbDialect)}`,
    `create or replace table moments as ${momentsSelect(view, literal(until), duckdbDialect)}`,
  ];
}

function carryOn(since: number, until: number): string[] {
  const tables = { current: "habits", moments: "moments", changed: "changed", fresh: "fresh" };
  const made = refresh(view, { ...tables, since: literal(since), until: literal(until) }, duckdbDialect);
  return [
    `create or replace temp table changed as ${made.changed}`,
    `create or replace temp table fresh as ${made.fresh}`,
    ...made.changes.map(({ sql }) => sql),
  ];
}
