// `npm run bench`: installs and builds what is missing, bundles the benchmark of tests/bench and runs it.

import { join } from "node:path";
import { ensureBuilt, runNode } from "./ensure.mjs";
import { root } from "./fingerprint.mjs";

ensureBuilt();
const { build } = await import("esbuild");
await build({
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: ["@duckdb/node-api", "esbuild"],
  entryPoints: ["run", "engine", "statement", "report-usage", "record", "load"].map(
    (name) => `tests/bench/${name}.ts`,
  ),
  outdir: "dist/bench",
  logLevel: "warning",
});
process.exitCode = runNode([join("dist", "bench", "run.js"), ...process.argv.slice(2)]) ? 0 : 1;
