import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workload } from "../engine.ts";
import { type BenchModel, writeQuernProject } from "../generate-project.ts";
import { type Command, measureInTurn, median } from "../measure.ts";
import { quern } from "../quern.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";
import { writeParquet } from "../write-parquet.ts";

/** What each size is held to; seconds of the whole process, or a ratio against the bare engine. */
const limits: Record<number, { cold?: number; warm?: number; engine?: number; again?: number }> = {
  100: {},
  1000: { engine: 1.3, again: 0.6 },
  10000: { cold: 4, warm: 0.8, engine: 1.3, again: 3 },
};

/** Reading, listing and building the generated project at 100, 1,000 and 10,000 models, with two tests on each. */
export async function benchGrowth({ runs, folder }: BenchRequest): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [size, limit] of Object.entries(limits).map(([key, value]) => [Number(key), value] as const)) {
    const project = join(folder, `models-${size}`);
    const models = writeQuernProject(project, {
      models: size,
      rows: 1000,
      seed: 42,
      source: "orders.parquet",
    });
    await writeParquet(project);
    const label = `${size.toLocaleString("en")} models`;
    const forget = () => rmSync(join(project, "target"), { recursive: true, force: true });

    const [cold] = measureInTurn([quern(["ls"], project, { before: forget })], runs);
    if (cold)
      rows.push({
        what: "ls, cold",
        size: label,
        ours: median(cold.seconds),
        peakMiB: cold.peakMiB,
        ...asLimit(limit.cold),
      });
    const [warm] = measureInTurn(
      [quern(["ls"], project, { before: () => changeOneModel(project, models) })],
      runs,
    );
    if (warm)
      rows.push({
        what: "ls, one file changed",
        size: label,
        ours: median(warm.seconds),
        peakMiB: warm.peakMiB,
        ...asLimit(limit.warm),
      });

    const [build, unchecked, engine] = measureInTurn(
      [
        quern(["build"], project, { before: forget }),
        quern(["build", "--no-check"], project, { before: forget }),
        bareEngine(project, models),
      ],
      size > 1000 ? 1 : runs,
    );
    if (build && unchecked && engine) {
      const against = { what: "engine, 4 connections", figure: median(engine.seconds) };
      rows.push({
        what: "build with tests, all of it checked first",
        size: label,
        ours: median(build.seconds),
        peakMiB: build.peakMiB,
        against,
        ...asLimit(limit.engine),
      });
      // What the engine does too: nothing is checked.
      rows.push({
        what: "build with tests, --no-check",
        size: label,
        ours: median(unchecked.seconds),
        peakMiB: unchecked.peakMiB,
        against,
      });
    }
    const [again] = measureInTurn([quern(["build"], project)], runs);
    if (again)
      rows.push({
        what: "build, nothing to do",
        size: label,
        ours: median(again.seconds),
        peakMiB: again.peakMiB,
        ...asLimit(limit.again),
      });
  }
  return rows;
}

function asLimit(limit: number | undefined): { limit?: number } {
  return limit === undefined ? {} : { limit };
}

function changeOneModel(project: string, models: readonly BenchModel[]): void {
  const mart = models.find((model) => model.layer === "mart");
  appendFileSync(join(project, "models", "marts", `${mart?.name}.sql`), "-- touched\n");
}

/** The same views, tables and tests straight through the engine's client, each test a statement of its own. */
function bareEngine(project: string, models: readonly BenchModel[]): Command {
  const source = `'${join(project, "data", "orders.parquet").replaceAll("'", "''")}'`;
  const workload: Workload = {
    database: join(project, "target", "engine.duckdb"),
    connections: 4,
    engineThreads: 4,
    setup: [],
    nodes: models.map((model) => ({
      id: model.name,
      waitsFor: [...new Set(model.refs)],
      statements: [
        `create or replace ${model.materialized} ${model.name} as ${model.sql
          .replaceAll(/\{\{ ref\('(\w+)'\) \}\}/g, "$1")
          .replaceAll("{{ source('raw', 'orders') }}", source)}`,
        `select count(*) as failures from (select id from ${model.name} where id is null)`,
        `select count(*) as failures from (select id as u, count(*) as n from ${model.name} where id is not null group by id having count(*) > 1)`,
      ],
    })),
  };
  const file = join(project, "engine.json");
  writeFileSync(file, JSON.stringify(workload));
  const program = fileURLToPath(new URL("./engine.js", import.meta.url));
  return { program: process.execPath, arguments: [program, file], folder: project };
}
