import { writeFileSync } from "node:fs";

/** Loaded before a measured program (`node --import`): on exit it writes the process's peak memory to the file named by QUERN_BENCH_USAGE. */
const file = process.env.QUERN_BENCH_USAGE;
if (file) {
  process.on("exit", () => {
    writeFileSync(file, JSON.stringify({ peakMiB: process.resourceUsage().maxRSS / 1024 }));
  });
}
