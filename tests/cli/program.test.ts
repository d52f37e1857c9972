import { describe, expect, it } from "vitest";
import { DiagnosticError } from "../../src/base/diagnostic.ts";
import { parseCommandLine } from "../../src/cli/program.ts";

function optionsOf(...words: readonly string[]) {
  const request = parseCommandLine(words);
  if (request.kind !== "command") throw new Error("no command");
  return { name: request.command.name, words: request.words, ...request.options };
}

function problemOf(...words: readonly string[]): string {
  try {
    parseCommandLine(words);
  } catch (error) {
    if (error instanceof DiagnosticError) {
      const [problem] = error.diagnostics;
      return [problem?.code, problem?.message, problem?.hint].filter(Boolean).join(" | ");
    }
    throw error;
  }
  return "";
}

describe("parseCommandLine(words)", () => {
  it("takes common options before the command and after it", () => {
    expect(optionsOf("--json", "ls", "--target", "prod")).toMatchObject({ json: true, target: "prod" });
    expect(optionsOf("--target", "dev", "ls", "--target", "prod").target).toBe("prod");
    expect(optionsOf("--no-color", "ls").color).toBe(false);
    expect(optionsOf("ls", "--no-color").color).toBe(false);
    expect(optionsOf("ls").color).toBe(true);
  });

  it("collects the words of a list and of a repeated option", () => {
    expect(optionsOf("build", "-s", "a", "b+", "--exclude", "c", "--select", "d")).toMatchObject({
      select: ["a", "b+", "d"],
      exclude: ["c"],
    });
    expect(optionsOf("--vars", "a=1", "build", "--vars", "b=2").vars).toEqual(["a=1", "b=2"]);
  });

  it("reads numbers as numbers", () => {
    expect(optionsOf("build", "--threads", "3").threads).toBe(3);
    expect(optionsOf("demo", "--scale", "0.05")).toMatchObject({ scale: 0.05 });
  });

  it("knows a command by its other name", () => {
    expect(optionsOf("list").name).toBe("ls");
  });

  it("gives the words of a command", () => {
    expect(optionsOf("show", "orders", "--limit", "5")).toMatchObject({ words: ["orders"], limit: 5 });
  });

  it("refuses what it does not know, with the nearest it knows", () => {
    expect(problemOf("biuld")).toMatch(/^Q0701 \| unknown command "biuld" — did you mean "build"\?/);
    expect(problemOf("build", "--selct", "x")).toMatch(
      /unknown option "--selct" — did you mean "--select"\?.*quern build --help/,
    );
    expect(problemOf("build", "--indirect-selection", "eagre")).toMatch(/^Q0704.*did you mean "eager"\?/);
  });

  it("refuses values that are none", () => {
    expect(problemOf("build", "--threads", "many")).toBe('Q0704 | --threads "many" is not a whole number');
    expect(problemOf("demo", "--scale", "0")).toBe('Q0704 | --scale "0" is not a number above 0');
    expect(problemOf("build", "--select")).toMatch(/^Q0701.*argument missing/);
  });

  it("says where a stray word belongs", () => {
    expect(problemOf("build", "orders")).toMatch(/^Q0701.*too many arguments.*--select/);
    expect(problemOf("init")).toMatch(/^Q0701.*missing required argument "DIR"/);
  });

  it("prints the help where nothing is asked for, as wrong use", () => {
    expect(parseCommandLine([])).toMatchObject({ kind: "text", code: 2 });
    expect(parseCommandLine(["--help"])).toMatchObject({ kind: "text", code: 0 });
    expect(parseCommandLine(["--version"])).toMatchObject({ kind: "text", code: 0 });
  });
});
