import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { type BenchRow, renderReport } from "./report.ts";
import { readRequest } from "./request.ts";
import { benchCheck } from "./suites/check.ts";
import { benchFeatures } from "./suites/features.ts";
import { benchGrowth } from "./suites/growth.ts";
import { benchRefresh } from "./suites/refresh.ts";
import { benchRivals } from "./suites/rivals.ts";
import { benchServing } from "./suites/serving.ts";
import { benchShop } from "./suites/shop.ts";
import { benchStartUp } from "./suites/start-up.ts";
import { benchStatistics } from "./suites/statistics.ts";

const suites = {
  "start-up": benchStartUp,
  check: benchCheck,
  growth: benchGrowth,
  features: benchFeatures,
  rivals: benchRivals,
  shop: benchShop,
  serving: benchServing,
  refresh: benchRefresh,
  statistics: benchStatistics,
};

/**
 * `npm run bench [-- SUITE ...] [--runs N] [--scale N]`: every figure of one machine in one run, as ratios against the bare engine or
 * a rival, with sizes. Needs several minutes and about 2 GB of disk under target/bench.
 */
async function main(): Promise<void> {
  const request = readRequest(
    process.argv.slice(2),
    Object.keys(suites),
    join(process.cwd(), "target", "bench"),
  );
  console.log(
    `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}; median of ${request.runs} runs of the whole process, ours and the reference in turn`,
  );
  const rows: BenchRow[] = [];
  for (const [name, suite] of Object.entries(suites)) {
    if (!request.suites.includes(name)) continue;
    console.log(`\n## ${name}`);
    const found = await suite(request);
    console.log(renderReport(found));
    rows.push(...found);
  }
  const missed = rows.filter(
    (row) => row.limit !== undefined && row.ours / (row.against?.figure ?? 1) > row.limit,
  );
  console.log(`\n${rows.length} figures, ${missed.length} beyond their limit`);
}

await main();
