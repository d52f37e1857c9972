import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workload } from "../engine.ts";
import { type BenchModel, writeQuernProject } from "../generate-project.ts";
import { type Command, measureInTurn, median } from "../measure.ts";
import { quern } from "../quern.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";
import { writeParquet } from "../write-parquet.ts";

/** What each size is held to; seconds of the whole process. */
const limits: Record<number, { cold?: number; unchanged?: number }> = {
  100: {},
  1000: {},
  10000: { cold: 15, unchanged: 1 },
};

/** Checking the generated project: types, lineage and mistakes of every model and test, beside the engine that makes empty tables of the same SELECTs. */
export async function benchCheck({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [key, limit] of Object.entries(limits)) {
    const size = Number(key);
    const project = join(folder, `check-${size}`);
    const models = writeQuernProject(project, {
      models: size,
      rows: 1000,
      seed: 42,
      source: "orders.parquet",
    });
    await writeParquet(project);
    const label = `${size.toLocaleString("en")} models`;
    const add = (what: string, measure: ReturnType<typeof measureInTurn>[number], rest: Partial<BenchRow>) =>
      rows.push({ what, size: label, ours: median(measure.seconds), peakMiB: measure.peakMiB, ...rest });
    const forget = () => rmSync(join(project, "target"), { recursive: true, force: true });

    const [cold, engine] = measureInTurn(
      [quern(["check"], project, { before: forget }), emptyTables(project, models)],
      runs,
    );
    if (cold && engine) {
      const against = { what: "engine, empty tables, 2 connections", figure: median(engine.seconds) };
      add("check, cold", cold, { against });
      // A second line for the limit in seconds: with a reference the limit would be one of the ratio.
      if (limit.cold !== undefined) add("the same", cold, { limit: limit.cold });
    }
    const [unchanged] = measureInTurn([quern(["check"], project)], runs);
    if (unchanged)
      add("check, nothing changed", unchanged, {
        ...(limit.unchanged !== undefined && { limit: limit.unchanged }),
      });
    let columns = 0;
    const [changed] = measureInTurn(
      [quern(["check"], project, { before: () => addColumn(project, models, `added_${columns++}`) })],
      runs,
    );
    if (changed) add("check, one file changed", changed, {});
  }
  return rows;
}

/** A staging model gets one more column each time, so that those who read it are looked at again. */
function addColumn(project: string, models: readonly BenchModel[], name: string): void {
  const staging = models.find((model) => model.layer === "stg");
  const file = join(project, "models", "staging", `${staging?.name}.sql`);
  writeFileSync(file, readFileSync(file, "utf8").replace(/\bselect\b/i, `select 1 as ${name},`));
}

function emptyTables(project: string, models: readonly BenchModel[]): Command {
  const source = `'${join(project, "data", "orders.parquet").replaceAll("'", "''")}'`;
  const workload: Workload = {
    database: ":memory:",
    connections: 2,
    engineThreads: 2,
    setup: [],
    nodes: models.map((model) => ({
      id: model.name,
      waitsFor: [...new Set(model.refs)],
      statements: [
        `create table ${model.name} as ${model.sql
          .replaceAll(/\{\{ ref\('(\w+)'\) \}\}/g, "$1")
          .replaceAll("{{ source('raw', 'orders') }}", source)} with no data`,
      ],
    })),
  };
  const file = join(project, "empty-tables.json");
  writeFileSync(file, JSON.stringify(workload));
  const program = fileURLToPath(new URL("./engine.js", import.meta.url));
  return { program: process.execPath, arguments: [program, file], folder: project };
}
