import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeDbtProject, writeQuernProject } from "../generate-project.ts";
import { measureInTurn, median } from "../measure.ts";
import { quern } from "../quern.ts";
import type { BenchRow } from "../report.ts";
import type { BenchRequest } from "../request.ts";
import { writeParquet } from "../write-parquet.ts";

/** dbt-core with dbt-duckdb on the same 1,000 models, where Python can install them; otherwise says so and measures nothing. */
export async function benchRivals({ folder }: BenchRequest): Promise<BenchRow[]> {
  const python = installDbt(join(folder, "python"));
  if (!python) return [];
  const options = { models: 1000, rows: 1000, seed: 42, source: "orders.parquet" } as const;
  const ours = join(folder, "models-1000-rivals");
  const theirs = join(folder, "models-1000-dbt");
  writeQuernProject(ours, options);
  writeDbtProject(theirs, options, 4);
  await writeParquet(ours);
  await writeParquet(theirs);
  const dbt = (words: readonly string[], before?: () => void) => ({
    program: python,
    arguments: ["-c", "import sys; from dbt.cli.main import cli; sys.exit(cli())", ...words],
    folder: theirs,
    ...(before && { before }),
  });
  const forget = (project: string) => () => {
    rmSync(join(project, "target"), { recursive: true, force: true });
    rmSync(join(project, "bench.duckdb"), { force: true });
  };
  const pairs = [
    ["ls, cold", quern(["ls"], ours, { before: forget(ours) }), dbt(["ls", "--quiet"], forget(theirs))],
    ["build with tests", quern(["build"], ours, { before: forget(ours) }), dbt(["build"], forget(theirs))],
    ["the same build again", quern(["build"], ours), dbt(["build"])],
  ] as const;
  return pairs.flatMap(([what, our, their]) => {
    const [a, b] = measureInTurn([our, their], 1);
    if (!a || !b) return [];
    return [
      {
        what,
        size: "1,000 models",
        ours: median(a.seconds),
        peakMiB: a.peakMiB,
        against: { what: "dbt-core", figure: median(b.seconds) },
      },
    ];
  });
}

function installDbt(folder: string): string | undefined {
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (existsSync(python)) return python;
  for (const [program, ...words] of [
    ["python3", "-m", "venv", folder],
    [python, "-m", "pip", "install", "--quiet", "dbt-core==1.11.16", "dbt-duckdb==1.11.1", "duckdb==1.5.6"],
  ] as const) {
    const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
    if (status !== 0) {
      const why = error?.message ?? stderr.trim().split("\n").at(-1);
      console.log(`dbt-core is not measured: ${[program, ...words].join(" ")} failed (${why})`);
      rmSync(folder, { recursive: true, force: true });
      return undefined;
    }
  }
  return python;
}
