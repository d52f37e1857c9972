import { readdirSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readProject } from "../../src/project/read-project.ts";
import { expectGolden } from "./support/golden.ts";

const folder = new URL("../fixtures/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.startsWith("read-"));

describe("readProject(options)", () => {
  it.each(names)("reads the fixture %s as its golden says, and again from its cache", async (name) => {
    const root = new URL(name, folder).pathname;
    rmSync(`${root}/target`, { recursive: true, force: true });
    const cold = await readProject({ root, environment: {} });
    expectGolden(`${name}/project`, { ...cold, value: { ...cold.value, root: "" } });
    const warm = await readProject({ root, environment: {} });
    expect(warm).toEqual(cold);
    rmSync(`${root}/target`, { recursive: true, force: true });
  });
});
