import { rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { reportAssociations } from "../../../src/features/association/report.ts";
import { findDrift } from "../../../src/features/statistics/find-drift.ts";
import { kindOfType } from "../../../src/features/statistics/kinds.ts";
import { measureTable } from "../../../src/features/statistics/measure-table.ts";
import type { Histogram, MeasuredColumn } from "../../../src/features/statistics/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { median } from "../measure.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

const rows = 1_000_000;
const size = "1,000,000 rows, 50 features";
const table = { from: "features", isTable: true };

/** Statistics, drift and associations of a table of features, beside the engine's own SUMMARIZE of it. */
export async function benchStatistics({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  await mkdir(folder, { recursive: true });
  const location = join(folder, "statistics.duckdb");
  rmSync(location, { force: true });
  const warehouse = await duckdbAdapter.open({ location, baseFolder: folder });
  try {
    const session = await warehouse.connect();
    await session.run(
      `create table features as select i as customer_id, ${renderFeatures()} from range(${rows}) r(i)`,
    );
    await session.run("checkpoint");
    const ask = (sql: string) => session.rows(sql);
    const read = (sql: string) => session.readBatches(sql, 10_000);
    const described = await session.columns({ schema: "main", name: "features" });
    const columns: readonly MeasuredColumn[] = described
      .slice(1)
      .map((column) => ({ ...column, kind: kindOfType(column.type) }));
    const byName = new Map(columns.map((column) => [column.name, column]));
    const options = { dialect: duckdbDialect };

    const found = await measureTable(ask, table, columns, duckdbDialect);
    const histograms = new Map(
      found.flatMap(({ feature, histogram }) =>
        histogram ? [[feature, histogram] as [string, Histogram]] : [],
      ),
    );
    const [summarize = 0, measure = 0, kept = 0, exact = 0, associations = 0] = await timeInTurn(
      [
        () => ask("summarize features"),
        () => measureTable(ask, table, columns, duckdbDialect),
        () => findDrift(ask, table, columns, { kind: "kept", histograms }, options),
        () => findDrift(ask, table, columns, { kind: "table", table, columns: byName }, options),
        () =>
          reportAssociations({ ask, read }, table, columns, {
            limit: 0.9,
            label: "b0",
            dialect: duckdbDialect,
          }),
      ],
      runs,
    );
    const against = { what: "SUMMARIZE", figure: summarize };
    return [
      { what: "statistics and histograms", size, ours: measure, against, limit: 1.5 },
      { what: "drift from the build before", size, ours: kept, against },
      { what: "drift from another table of that size", size, ours: exact, against },
      { what: "associations, with a label", size, ours: associations, limit: 10 },
    ];
  } finally {
    await warehouse.close();
    rmSync(location, { force: true });
  }
}

/** 42 numbers (whole, decimal, skewed with missing ones), 4 categories, 2 truth values, 2 moments. */
function renderFeatures(): string {
  const numbers = Array.from({ length: 42 }, (_, k) => {
    const hash = `hash(i * ${k + 7})`;
    if (k % 3 === 0) return `(${hash} % 1000)::bigint as f${k}`;
    if (k % 3 === 1) return `(${hash} % 1000003) / 1000.0::double as f${k}`;
    return `case when hash(i * ${k + 3}) % 10 = 0 then null else -ln(((${hash} % 1000003) + 1) / 1000004.0) end as f${k}`;
  });
  const categories = [5, 20, 100, 1000].map(
    (values, k) => `'cat' || (hash(i * ${k + 77}) % ${values}) as c${k}`,
  );
  const truths = [0, 1].map((k) => `hash(i * ${k + 777}) % 3 = 0 as b${k}`);
  const moments = [0, 1].map(
    (k) => `timestamp '2024-01-01' + to_seconds((hash(i * ${k + 97}) % 30000000)::bigint) as t${k}`,
  );
  return [...numbers, ...categories, ...truths, ...moments].join(", ");
}

/** The median time of each, in seconds; all of them in turn, so that a drift of the machine's speed reaches all. */
async function timeInTurn(
  works: readonly (() => Promise<unknown>)[],
  runs: number,
): Promise<readonly number[]> {
  const seconds: number[][] = works.map(() => []);
  for (let run = 0; run < runs; run++)
    for (const [index, work] of works.entries()) {
      const start = performance.now();
      await work();
      seconds[index]?.push((performance.now() - start) / 1000);
    }
  return seconds.map(median);
}
