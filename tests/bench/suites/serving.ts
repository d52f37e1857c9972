import { execFile, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Latencies, Load } from "../load.ts";
import { measureInTurn, median, runOnce } from "../measure.ts";
import { quern } from "../quern.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

const entities = 1_000_000;
const features = 50;
/** What is asked for; beside it what the server of Feast 0.67 takes on the same kind of machine, with 8 features. */
const asked = {
  1: { p50: undefined, p99: 1.5, feast: { p50: 1.4, p99: 1.9 } },
  100: { p50: undefined, p99: 5, feast: { p50: 5.1, p99: 8.5 } },
} as const;

/**
 * Serving of a million entities with 50 features: packing them, memory, and 500 requests a second, for 20 seconds, of one key and of 100 keys. The
 * requests come at their time from a process of their own.
 */
export async function benchServing({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  const project = join(folder, "serving");
  writeProject(project);
  const built = runOnce(quern(["build", "--quiet"], project));
  const forget = () => rmSync(join(project, "target", "serving"), { recursive: true, force: true });
  const [pack] = measureInTurn([quern(["features", "pack"], project, { before: forget })], runs);
  if (!pack) return [];
  const size = `${entities.toLocaleString("en")} entities x ${features} features`;
  const rows: BenchRow[] = [
    { what: "build of the view that is served", size, ours: built.seconds, peakMiB: built.peakMiB },
    {
      what: "features pack",
      size,
      ours: median(pack.seconds),
      peakMiB: pack.peakMiB,
      limit: 10,
      note: `${(packBytes(project) / 2 ** 20).toFixed(0)} MiB on disk`,
    },
  ];
  const server = await startServer(project);
  rows.push({ what: "features serve until it listens, packed before", size, ours: server.seconds });
  const rounds = { 1: [] as Latencies[], 100: [] as Latencies[] };
  for (let run = 0; run < runs; run++)
    for (const keys of [1, 100] as const)
      rounds[keys].push(
        await putUnderLoad({
          ...server,
          set: "profile",
          entities,
          keys,
          perSecond: 500,
          seconds: 20,
          warmUp: 3,
        }),
      );
  const peakMiB = await server.stop();
  for (const keys of [1, 100] as const)
    for (const which of ["p50", "p99"] as const) {
      const limit = asked[keys][which];
      rows.push({
        what: `${keys === 1 ? "one key" : `${keys} keys`}, ${which}`,
        size: "500 requests/s, 20 s",
        ours: median(rounds[keys].map((round) => round[which])),
        unit: "ms",
        peakMiB,
        ...(limit !== undefined && { limit }),
        note: `${rounds[keys].reduce((sum, { failed }) => sum + failed, 0)} failed; Feast's server ${asked[keys].feast[which]} ms`,
      });
    }
  return rows;
}

function writeProject(project: string): void {
  rmSync(project, { recursive: true, force: true });
  const columns = Array.from(
    { length: features },
    (_, i) => [`f${i}`, typesInTurn[i % 5]?.(i) ?? ""] as const,
  );
  const files = {
    "project.yml":
      "name: serving\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/serving.duckdb}\n",
    "models/customers.sql": `{{config materialized="table"}}\nselect i as customer_id,\n${columns.map(([name, sql]) => `${sql} as ${name}`).join(",\n")}\nfrom range(${entities}) t(i)\n`,
    "features/profile.yml": [
      "entities: [{name: customer, key: customer_id}]",
      "features:",
      "  - name: profile",
      "    entity: customer",
      "    from: customers",
      "    as_of: 2025-07-01",
      "    features:",
      ...columns.map(([name]) => `      - {name: ${name}, column: ${name}}`),
      "",
    ].join("\n"),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), text);
  }
}

/** Counts, money, means, words, moments. */
const typesInTurn: readonly ((i: number) => string)[] = [
  (i) => `(hash(i, ${i}) % 1000)::bigint`,
  (i) => `((hash(i, ${i}) % 100000) / 100)::decimal(18, 2)`,
  (i) => `(hash(i, ${i}) % 1000000) / 777::double`,
  (i) => `'channel ' || hash(i, ${i}) % 20`,
  (i) => `timestamp '2025-01-01' + to_seconds((hash(i, ${i}) % 15000000)::integer)`,
];

function packBytes(project: string): number {
  const folder = join(project, "target", "serving", "dev");
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

async function startServer(project: string) {
  const { program, arguments: words } = quern(["features", "serve", "--port", "0", "--json"], project);
  const usage = join(project, "usage.json");
  const preload = ["--import", new URL("./report-usage.js", import.meta.url).href];
  const start = performance.now();
  const server = spawn(program, [...preload, ...words], {
    cwd: project,
    env: { ...process.env, QUERN_BENCH_USAGE: usage },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  const address = await new Promise<string>((resolve, reject) => {
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      const said = /"kind":"serving","address":"([^"]+)"/.exec(out)?.[1];
      if (said !== undefined) resolve(said);
    });
    server.on("close", () => reject(new Error(`the server has ended: ${out}`)));
  });
  const seconds = (performance.now() - start) / 1000;
  const stop = async (): Promise<number> => {
    const ended = new Promise((resolve) => server.on("close", resolve));
    server.kill("SIGINT");
    await ended;
    return (JSON.parse(readFileSync(usage, "utf8")) as { peakMiB: number }).peakMiB;
  };
  return { address, seconds, stop };
}

async function putUnderLoad(load: Load): Promise<Latencies> {
  const script = fileURLToPath(new URL("./load.js", import.meta.url));
  const { address, set, entities: of, keys, perSecond, seconds, warmUp } = load;
  const given: Load = { address, set, entities: of, keys, perSecond, seconds, warmUp };
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(given)]);
  const found = JSON.parse(stdout) as Latencies;
  console.log(
    `${keys} keys: ${found.requests} requests of ${Math.round(found.bytes)} bytes, p50 ${found.p50.toFixed(2)} ms, p99 ${found.p99.toFixed(2)} ms, at most ${found.most.toFixed(1)} ms, ${found.failed} failed`,
  );
  return found;
}
