import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { benchModels, writeDbtProject, writeQuernProject } from "./generate-project.ts";
import { PythonRandom } from "./python-random.ts";

const folder = mkdtempSync(join(tmpdir(), "quern-bench-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("PythonRandom(seed)", () => {
  it("draws what CPython 3.11 draws", () => {
    const random = new PythonRandom(43);
    expect(Array.from({ length: 6 }, () => random.randint(1, 97))).toEqual([5, 37, 90, 19, 60, 48]);
  });
});

describe("writeQuernProject(folder, options)", () => {
  it("writes byte for byte what the generator for the rivals writes (1,000 models, seed 42)", () => {
    writeQuernProject(join(folder, "quern"), { models: 1000, rows: 1000, seed: 42 });
    expect(hashOfFolder(join(folder, "quern"))).toBe(
      "b7f19ad577debd218913a355e39287bfe1410f97610188ba61401d184f300c84",
    );
    writeDbtProject(join(folder, "dbt"), { models: 1000, rows: 1000, seed: 42 }, 4);
    expect(hashOfFolder(join(folder, "dbt"))).toBe(
      "3ad72f38164265aa0722254bc5c4c3e92ef6f3c42035d1f54f067af5284ba645",
    );
  });

  it("keeps the layers' shares and a fan-in of three at any size", () => {
    const models = benchModels({ models: 200, rows: 10, seed: 7 });
    const count = (layer: string) => models.filter((model) => model.layer === layer).length;
    expect([count("stg"), count("intermediate"), count("mart")]).toEqual([80, 80, 40]);
    expect(
      models.filter((model) => model.layer !== "stg").every((model) => new Set(model.refs).size === 3),
    ).toBe(true);
  });
});

/** SHA-256 over the sorted paths and contents. */
function hashOfFolder(root: string): string {
  const hash = createHash("sha256");
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}
