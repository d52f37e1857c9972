import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { findAdapter } from "../../adapters/registry.ts";
import { generateDemo } from "../../demo/generate.ts";
import { findProjectRoot } from "../../project/find-project-root.ts";
import type { ExitCode, Invocation } from "../command.ts";
import { renderSeconds } from "../render/numbers.ts";

/** What `quern demo` does. */
export async function demo({ options, directory, terminal }: Invocation): Promise<ExitCode> {
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
