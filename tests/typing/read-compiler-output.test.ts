import { describe, expect, it } from "vitest";
import { readCompilerOutput } from "../../src/typing/read-compiler-output.ts";

describe("readCompilerOutput(output)", () => {
  it("reads places, codes and all lines of a problem", () => {
    const output = `models/a b (1).ts(3,85): error TS2769: No overload matches this call.\r
  The last overload gave the following error.\r
    Argument of type 'string[]' is not assignable.\r
error TS18003: No inputs were found.\r
`;
    expect(readCompilerOutput(output)).toEqual([
      {
        place: { file: "models/a b (1).ts", line: 3, column: 85 },
        code: "TS2769",
        message: "No overload matches this call.",
        text: `No overload matches this call.
  The last overload gave the following error.
    Argument of type 'string[]' is not assignable.`,
      },
      { code: "TS18003", message: "No inputs were found.", text: "No inputs were found." },
    ]);
  });

  it("finds nothing in what is no problem", () => {
    expect(readCompilerOutput("")).toEqual([]);
    expect(readCompilerOutput("Files: 325\n  more\n")).toEqual([]);
  });
});
