import { describe, expect, it } from "vitest";
import { maskSecrets } from "../../src/base/secrets.ts";
import { environmentOf } from "../../src/project/environment.ts";
import { parseEnvironmentFile } from "../../src/project/environment-file.ts";
import { makeProject } from "./support/make-project.ts";

describe("parseEnvironmentFile(text)", () => {
  it("reads bare, quoted and exported values", () => {
    const text = [
      "# comment",
      "A=1",
      " export B = two words # comment",
      'C="a\\nb \\"c\\" # d"',
      "D='as \\n is # x'",
      'E="over',
      'lines"',
      "F=",
      "G=a#b",
      "H='x' # y",
    ].join("\r\n");
    expect(parseEnvironmentFile(text)).toEqual({
      value: {
        A: "1",
        B: "two words",
        C: 'a\nb "c" # d',
        D: "as \\n is # x",
        E: "over\nlines",
        F: "",
        G: "a#b",
        H: "x",
      },
      diagnostics: [],
    });
  });

  it("says which lines it cannot read", () => {
    const { diagnostics } = parseEnvironmentFile("A=1\n\n1B=2\nwhat\n");
    expect(diagnostics.map(({ span }) => span?.line)).toEqual([3, 4]);
  });
});

describe("environmentOf(root, environment)", () => {
  it("lets the shell win over .env, and masks what looks secret", () => {
    const root = makeProject({ ".env": "A=file\nB=file\nAPI_TOKEN=t0k3n-value\n" });
    expect(environmentOf(root, { A: "shell" })).toEqual({ A: "shell", B: "file", API_TOKEN: "t0k3n-value" });
    expect(maskSecrets("token t0k3n-value")).toBe("token ***");
  });

  it("is the shell's where there is no .env", () => {
    expect(environmentOf(makeProject({}), { A: "shell" })).toEqual({ A: "shell" });
  });
});
