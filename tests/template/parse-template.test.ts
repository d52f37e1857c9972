import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../src/template/parse-template.ts";

const textsOf = (text: string, whitespace: "written" | "controlled") => {
  const parsed = parseTemplate(text, whitespace);
  if (!("program" in parsed)) throw new Error(parsed.reason);
  return parsed.program.body.flatMap((each) => (each.type === "ContentStatement" ? [each.value] : []));
};

describe("parseTemplate(text, whitespace)", () => {
  it("keeps the text as it is written, or controls its whitespace", () => {
    const text = "a \n  {{! alone }}\nb {{~x}}";
    expect(textsOf(text, "written")).toEqual(["a \n  ", "\nb "]);
    expect(textsOf(text, "controlled")).toEqual(["a \n", "b"]);
  });

  it("leaves the lines of plain tags alone either way", () => {
    const text = "a\n  {{x}}  \nb";
    expect(textsOf(text, "written")).toEqual(["a\n  ", "  \nb"]);
    expect(textsOf(text, "controlled")).toEqual(["a\n  ", "  \nb"]);
  });

  it.each(["written", "controlled"] as const)(
    "says why a text is no template, and where (%s)",
    (whitespace) => {
      expect(parseTemplate("select\n {{#if x}} from b", whitespace)).toEqual({
        reason: "{{#if}} is not closed by {{/if}}",
        line: 2,
        column: 2,
      });
    },
  );
});
