import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectSameRows, type FeatureSize, makeEvents, spineRows } from "../features/data.ts";
import { eight, eightOfYear, overWindows, type Statements, statementsOf } from "../features/statements.ts";
import { type Command, measureInTurn, median } from "../measure.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";

const large = { entities: 100_000, events: 10_000_000, moments: 10 };

interface Case {
  readonly what: string;
  readonly size: FeatureSize;
  readonly statements: Statements;
  readonly tables?: number;
  /** The most that ours may be of what is written by hand. */
  readonly limit?: number;
  readonly memory?: string;
}

/** Whole processes; what is written by hand says the same in one SELECT a view. */
const cases: readonly Case[] = [
  { what: "8 features", size: large, statements: statementsOf(eight), limit: 1.2 },
  {
    what: "8 features, a tenth of the events",
    size: { ...large, events: 1_000_000 },
    statements: statementsOf(eight),
  },
  {
    what: "8 features, a tenth of the spine",
    size: { ...large, moments: 1 },
    statements: statementsOf(eight),
  },
  {
    what: "4 windows, 9 features",
    size: { ...large, events: 2_000_000 },
    statements: statementsOf(overWindows(4)),
  },
  {
    what: "16 windows, 33 features",
    size: { ...large, events: 2_000_000 },
    statements: statementsOf(overWindows(16)),
  },
  {
    what: "5 views, 55 features",
    size: { entities: 20_000, events: 2_000_000, moments: 10 },
    statements: statementsOf(overWindows(5), { views: 5 }),
    tables: 5,
    limit: 1.2,
  },
  {
    what: "dense entities, tiles",
    size: { entities: 200, events: 1_000_000, moments: 52 },
    statements: statementsOf(eightOfYear, { density: "dense" }),
    limit: 1,
  },
  {
    what: "8 features, 600 MB of memory for the engine",
    size: large,
    statements: statementsOf(eight),
    memory: "600MB",
  },
];

/** Features at each moment of a spine: ours against what is written by hand, on generated events. */
export async function benchFeatures(request: BenchRequest): Promise<BenchRow[]> {
  const folder = join(request.folder, "features");
  const rows: BenchRow[] = [];
  for (const each of cases) rows.push(await benchCase(each, folder, request.runs));
  const [first] = rows;
  console.log(
    `Feast 0.67, measured on two cores like these, with 8 features: 34.8 s and 8.3 GB for 10 million rows and a spine of 1 million; here ${first?.ours.toFixed(1)} s and ${((first?.peakMiB ?? 0) / 1024).toFixed(1)} GB`,
  );
  return rows;
}

async function benchCase(given: Case, folder: string, runs: number): Promise<BenchRow> {
  const { what, size, statements, tables = 1, limit, memory } = given;
  const small = { ...size, entities: Math.ceil(size.entities / 100), events: size.events / 100 };
  await expectSameRows(await makeEvents(folder, small, tables), statements.ours, statements.byHand);
  const database = await makeEvents(folder, size, tables);
  const commands = [statements.ours, statements.byHand].map((sql, i) =>
    commandOf(sql, database, folder, `${i}`, memory),
  );
  const [ours, byHand] = measureInTurn(commands, runs);
  if (ours === undefined || byHand === undefined) throw new Error("nothing was measured");
  return {
    what,
    size: `${size.events.toLocaleString("en")} events${tables > 1 ? ` in each of ${tables} tables` : ""}, spine of ${spineRows(size).toLocaleString("en")}`,
    ours: median(ours.seconds),
    peakMiB: ours.peakMiB,
    against: { what: `by hand (${byHand.peakMiB.toFixed(0)} MiB)`, figure: median(byHand.seconds) },
    ...(limit !== undefined && { limit }),
  };
}

function commandOf(
  sql: string,
  database: string,
  folder: string,
  name: string,
  memory: string | undefined,
): Command {
  const file = join(folder, `statement-${name}.sql`);
  const spill = join(folder, "spill");
  mkdirSync(spill, { recursive: true });
  const program = fileURLToPath(new URL("./statement.js", import.meta.url));
  return {
    program: process.execPath,
    arguments: [program, database, file, spill, ...(memory === undefined ? [] : [memory])],
    folder,
    before: () => writeFileSync(file, sql),
  };
}
