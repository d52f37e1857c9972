import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workload } from "../engine.ts";
import { type Command, measureInTurn, median, runOnce } from "../measure.ts";
import { quern } from "../quern.ts";
import type { Recorded } from "../record.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

/** The shop at a scale: `quern build` from nothing, against an engine's process that runs the statements of that build. */
export async function benchShop({ runs, folder, scale }: BenchRequest): Promise<BenchRow[]> {
  const shop = join(folder, "shop");
  copyShop(shop);
  const demo = runOnce(quern(["demo", "--scale", String(scale)], shop));
  const forget = () => rmSync(join(shop, "target"), { recursive: true, force: true });
  const build = quern(["build"], shop, { before: forget });
  const [ours, engine] = measureInTurn([build, recordedWork(shop, build)], runs);
  const [again] = measureInTurn([quern(["build"], shop)], runs);
  if (!ours || !engine || !again) return [];
  const size = `scale ${scale}`;
  return [
    {
      what: "the shop, build with tests",
      size,
      ours: median(ours.seconds),
      peakMiB: ours.peakMiB,
      against: { what: "engine, the same statements", figure: median(engine.seconds) },
      limit: 1.3,
    },
    { what: "the shop, nothing to do", size, ours: median(again.seconds), peakMiB: again.peakMiB },
    { what: "the shop, raw data (quern demo)", size, ours: demo.seconds, peakMiB: demo.peakMiB },
  ];
}

/** The repository's own project without its data and what was built from them. */
function copyShop(shop: string): void {
  rmSync(shop, { recursive: true, force: true });
  mkdirSync(join(shop, "tests"), { recursive: true });
  for (const part of ["project.yml", "models", "macros"])
    if (existsSync(part)) cpSync(part, join(shop, part), { recursive: true });
  for (const test of readdirSync("tests").filter((name) => name.endsWith(".sql")))
    cpSync(join("tests", test), join(shop, "tests", test));
}

/** Runs the build once with its statements recorded, and gives them to the bare engine. */
function recordedWork(shop: string, build: Command): Command {
  const record = join(shop, "..", "shop-statements.json");
  runOnce(build, { preload: "./record.js", environment: { QUERN_BENCH_RECORD: record } });
  const units = unitsOf(JSON.parse(readFileSync(record, "utf8")) as Recorded[]);
  const workload: Workload = {
    database: join(shop, "..", "shop-engine.duckdb"),
    connections: 4,
    engineThreads: 2,
    setup: ["set timezone = 'UTC'", "create schema if not exists analytics"],
    nodes: units.map((unit) => ({
      id: unit.id,
      waitsFor: units.filter((other) => other.end < unit.start).map((other) => other.id),
      statements: unit.statements,
    })),
  };
  const file = join(shop, "..", "shop-engine.json");
  writeFileSync(file, JSON.stringify(workload));
  const program = fileURLToPath(new URL("./engine.js", import.meta.url));
  return { program: process.execPath, arguments: [program, file], folder: shop };
}

interface Unit {
  readonly id: string;
  readonly start: number;
  end: number;
  readonly statements: string[];
}

/** A transaction of a connection is a unit; what a build asks for itself (state, catalog, parsing) is left out. */
function unitsOf(recorded: readonly Recorded[]): Unit[] {
  const units: Unit[] = [];
  const open = new Map<number, Unit>();
  for (const { connection, sql, start, end } of [...recorded].sort((a, b) => a.start - b.start)) {
    if (sql === "begin transaction") {
      const unit = { id: `unit-${units.length}`, start, end, statements: [] };
      open.set(connection, unit);
      units.push(unit);
    }
    const unit = open.get(connection);
    if (!unit) continue;
    unit.end = Math.max(unit.end, end);
    if (sql === "commit" || sql === "rollback") open.delete(connection);
    else if (isWork(sql)) unit.statements.push(sql);
  }
  return units.filter((unit) => unit.statements.length > 0);
}

function isWork(sql: string): boolean {
  return !/_quern\b|duckdb_tables\(|json_serialize_sql|^describe |^begin transaction$/.test(sql);
}
