import { join, relative, resolve } from "node:path";
import type { Command, ExitCode, Invocation } from "../command.ts";

/** `quern demo`: makes the shop's raw data. */
export const demoCommand: Command = {
  name: "demo",
  summary: "make the shop's raw data: two years of a retailer, as Parquet files",
  details:
    "Equal scale and seed give equal rows. What is already there for them is left alone, unless --force is given; data of another scale are replaced.",
  options: ["scale", "seed", "out", "force"],
  examples: ["quern demo", "quern demo --scale 0.1 --out data"],
  run,
};

async function run({ options, directory, terminal }: Invocation): Promise<ExitCode> {
  const { existsSync, mkdirSync, readFileSync } = await import("node:fs");
  const { findProjectRoot } = await import("../../project/find-project-root.ts");
  const from = resolve(directory, options.projectDir ?? ".");
  const folder = options.out ? resolve(directory, options.out) : join(findProjectRoot(from) ?? from, "data");
  const { scale = 1, seed = 1 } = options;
  const shown = relative(directory, folder) || ".";
  const mark = join(folder, "demo.json");
  if (!options.force && existsSync(mark)) {
    const made = JSON.parse(readFileSync(mark, "utf8")) as {
      readonly scale?: number;
      readonly seed?: number;
    };
    if (made.scale === scale && made.seed === seed) {
      if (terminal.json) terminal.printJson({ folder: shown, scale, seed, made: false });
      terminal.say(`${shown} already holds the data of scale ${scale} and seed ${seed}`);
      return 0;
    }
  }
  const replaces = existsSync(mark);
  const { findAdapter } = await import("../../adapters/registry.ts");
  const { generateDemo } = await import("../../demo/generate.ts");
  const { renderSeconds } = await import("../render/numbers.ts");
  mkdirSync(folder, { recursive: true });
  const start = performance.now();
  const adapter = await findAdapter("duckdb");
  const warehouse = await adapter.open({ location: ":memory:", baseFolder: folder });
  try {
    const session = await warehouse.connect();
    await generateDemo(
      (sql) => session.run(sql),
      { scale, seed, folder },
      (step, index, count) => terminal.progress(`${index + 1}/${count} ${step.name}`),
    );
  } finally {
    await warehouse.close();
  }
  if (terminal.json) terminal.printJson({ folder: shown, scale, seed, made: true });
  terminal.say(
    `made the shop's data (scale ${scale}, seed ${seed}) in ${shown} in ${renderSeconds((performance.now() - start) / 1000)}`,
  );
  if (replaces)
    terminal.say(
      "it replaced other data: `quern build --full-refresh` builds incremental models from nothing",
    );
  return 0;
}
