import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commands, commandTree } from "../../src/cli/commands/index.ts";
import { parseCommandLine } from "../../src/cli/program.ts";

const goldens = join(dirname(fileURLToPath(import.meta.url)), "..", "golden", "help");

/** Compares with a golden. A missing one is written, except in CI; a different text is written beside it as `-changed`. */
function expectGolden(name: string, text: string): void {
  const golden = join(goldens, `${name}.txt`);
  const changed = join(goldens, `${name}-changed.txt`);
  rmSync(changed, { force: true });
  if (!existsSync(golden) && !process.env.CI) {
    mkdirSync(goldens, { recursive: true });
    writeFileSync(golden, text);
  }
  const expected = existsSync(golden) ? readFileSync(golden, "utf8") : "";
  if (expected !== text && !process.env.CI) writeFileSync(changed, text);
  expect(text).toBe(expected);
}

function helpOf(...words: readonly string[]): string {
  const request = parseCommandLine(words);
  return request.kind === "text" ? request.text : "";
}

/** Commands and groups of commands. */
const names = [...new Set([...commands, ...commandTree].map(({ name }) => name))];

describe("quern --help", () => {
  it("lists every command", () => {
    expectGolden("quern", helpOf("--help"));
  });

  it.each(names)("%s says what it takes", (name) => {
    expectGolden(name.replace(" ", "-"), helpOf(...name.split(" "), "--help"));
  });

  it("is the same of a group without a command, which is wrong use", () => {
    expect(parseCommandLine(["features"])).toEqual({
      kind: "text",
      text: helpOf("features", "--help"),
      code: 2,
    });
  });

  it("fits a terminal of a hundred columns", () => {
    const lines = names.flatMap((name) => helpOf(...name.split(" "), "--help").split("\n"));
    expect([...lines, ...helpOf("--help").split("\n")].filter((line) => line.length > 100)).toEqual([]);
  });
});
