import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import { growingProject, numberOfNodes } from "./growing-project.ts";

const here = dirname(fileURLToPath(import.meta.url));
// Inside the repository, so that the bundle finds node_modules.
const folder = join(here, "..", "..", "target", "tests");
let place: string;
let script: string;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  place = mkdtempSync(join(folder, "kill-"));
  script = join(place, "killed-build.mjs");
  await bundle({
    entryPoints: [join(here, "killed-build.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

describe("a build that is killed", () => {
  it("leaves tables and state that agree: building again gives what an undisturbed build gives", async () => {
    const undisturbed = join(place, "undisturbed.duckdb");
    const disturbed = join(place, "disturbed.duckdb");
    for (const version of ["1", "2"]) {
      const rows = Number(version) * 10;
      await feed(undisturbed, rows);
      expect(await runBuild(undisturbed, version)).toBe(numberOfNodes);
      await feed(disturbed, rows);
      for (const afterNodes of [3, 10]) await runBuild(disturbed, version, afterNodes);
      await runBuild(disturbed, version);
    }
    expect(await readTables(disturbed)).toEqual(await readTables(undisturbed));
  });
});

async function feed(file: string, rows: number): Promise<void> {
  await withSession(file, (session) =>
    session.run(
      `create schema if not exists raw; create or replace table raw.numbers as select i from range(${rows}) t(i)`,
    ),
  );
}

/** Runs a build in a process and kills it, without a chance to clean up, once so many nodes have ended. */
function runBuild(file: string, version: string, killAfter?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, file, version], { stdio: ["ignore", "pipe", "inherit"] });
    let ended = 0;
    child.stdout.on("data", (data: Buffer) => {
      ended += data.toString().split("\n").length - 1;
      if (killAfter !== undefined && ended >= killAfter) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 || killAfter !== undefined
        ? resolve(ended)
        : reject(new Error(`the build exits with ${code}`)),
    );
  });
}

function readTables(file: string): Promise<Record<string, unknown>> {
  return withSession(file, async (session) => {
    const tables: Record<string, unknown> = {};
    for (const name of Object.keys(growingProject.models))
      tables[name] = (
        await session.rows(
          `select count(*) as n, sum(i) as total, count(distinct i) as different from ${name}`,
        )
      )[0];
    return tables;
  });
}

async function withSession<T>(
  file: string,
  work: (
    session: Awaited<ReturnType<Awaited<ReturnType<typeof duckdbAdapter.open>>["connect"]>>,
  ) => Promise<T>,
): Promise<T> {
  const warehouse = await duckdbAdapter.open({ location: file, baseFolder: dirname(file), lockTimeout: 30 });
  try {
    return await work(await warehouse.connect());
  } finally {
    await warehouse.close();
  }
}
