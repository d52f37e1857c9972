// `npm start`: from a fresh clone to a built and tested shop. Installs and builds what is missing, makes the shop's raw data, builds the
// project, and says what came of it. Options after `--`: --scale N (default 1), --seed S; all others go to `quern build`.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt, runNode, say } from "./ensure.mjs";
import { root } from "./fingerprint.mjs";

const quern = join("dist", "cli.js");

function main({ scale, seed, rest }) {
  ensureBuilt();
  say(`the shop's raw data, scale ${scale}`);
  const before = readMark();
  if (!runNode([quern, "demo", "--scale", scale, "--seed", seed])) process.exit(1);
  // Incremental models keep what they have read: other raw data need them built from nothing.
  const replaced = readMark() !== before && existsSync(join(root, "target", "shop.duckdb"));
  const words = replaced && !rest.includes("--full-refresh") ? ["--full-refresh", ...rest] : rest;
  say(["quern build", ...words].join(" "));
  const built = runNode([quern, "build", ...words]);
  const results = readResults();
  if (results) process.stdout.write(`\n${renderSummary(results)}\n`);
  process.stdout.write(
    built ? next : `\nSomething failed; the messages above say where. \`npx quern retry\` runs it again.\n`,
  );
  process.exitCode = built ? 0 : 1;
}

function readOptions(words) {
  const options = { scale: "1", seed: "1", rest: [] };
  for (let i = 0; i < words.length; i++) {
    const [name, value] = (words[i] ?? "").split("=", 2);
    if (name === "--scale" || name === "--seed") {
      options[name.slice(2)] = value ?? words[++i] ?? "";
    } else options.rest.push(words[i]);
  }
  return options;
}

/** What `quern demo` says of the data it has made; undefined where there are none. */
function readMark() {
  const file = join(root, "data", "demo.json");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function readResults() {
  const [results, catalog, manifest] = ["run_results", "catalog", "manifest"].map((name) => {
    const file = join(root, "target", `${name}.json`);
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  });
  return results && catalog && manifest && { results: results.results, catalog, manifest };
}

const statusWords = { success: "built", reused: "unchanged" };

/** The marts with their rows and tests: what a visitor came to see. */
function renderSummary({ results, catalog, manifest }) {
  const status = new Map(results.nodes.map((node) => [node.id, node.status]));
  const nodes = Object.values(manifest.nodes);
  const rows = nodes
    .filter((node) => node.stage === "marts" || node.kind === "snapshot")
    .map((node) => {
      const entry = catalog.nodes[node.id];
      const tests = nodes.filter((test) => test.kind === "test" && test.dependsOn.includes(node.id)).length;
      return [
        node.name,
        statusWords[status.get(node.id)] ?? status.get(node.id) ?? "not built",
        entry?.rows === undefined ? "" : entry.rows.toLocaleString("en-US"),
        String(entry?.columns.length ?? ""),
        String(tests),
      ];
    });
  const table = [["table", "status", "rows", "columns", "tests"], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
  return table
    .map((row) =>
      row.map((text, i) => (i < 2 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join("  "),
    )
    .join("\n");
}

const next = `
Try next:
  npx quern show kpi_daily                                 look at a table
  npx quern show --inline 'select * from {{ref "fct_orders"}} where discount_amount > 0'
  npx quern ls --select +fct_orders                        what it is made of
  npx quern build                                          nothing has changed, nothing runs
  npx quern build --select dim_customers+ --dry-run --force
  npx quern init ../my-project                             a project of your own
`;

main(readOptions(process.argv.slice(2)));
