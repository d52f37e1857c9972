import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { placeInYaml } from "../../../src/compile/features/place-in-yaml.ts";

/** The place of a word in the YAML that holds `key: TEXT`, as line:column. */
function placeOf(yaml: string, word: string): string {
  const text = String((parse(yaml) as { readonly key: unknown }).key);
  const place = placeInYaml(yaml, startOf(yaml), text, text.indexOf(word));
  expect(yaml.split("\n")[place.line - 1]?.slice(place.column - 1)).toMatch(new RegExp(`^${word}`));
  return `${place.line}:${place.column}`;
}

/** Where the value of `key` begins. */
function startOf(yaml: string) {
  const at = yaml.indexOf("key:") + 4;
  const start = at + (/\S/.exec(yaml.slice(at))?.index ?? 0);
  const before = yaml.slice(0, start);
  return { file: "x.yml", line: before.split("\n").length, column: start - before.lastIndexOf("\n") };
}

describe("placeInYaml(file, span, text, at)", () => {
  it.each([
    ["a plain word", "key: amount + amout", "amout", "1:15"],
    ["single quotes, which double", "key: 'it''s amout'", "amout", "1:13"],
    ["double quotes, which escape", 'key: "a \\"b\\" amout"', "amout", "1:15"],
    ["a block of lines", "a: 1\nkey: |\n    one\n    two amout\n", "amout", "4:9"],
    ["a folded block", "key: >-\n  one\n  two amout\n", "amout", "3:7"],
    ["a plain word over lines", "key: one\n  two amout", "amout", "2:7"],
    ["quotes over lines", 'key: "one\n\n  two\n  amout"', "amout", "4:3"],
    ["the beginning", "key: amout", "amout", "1:6"],
  ])("finds what stands in %s", (_what, yaml, word, place) => {
    expect(placeOf(yaml, word)).toBe(place);
  });

  it("finds a word in whatever way YAML writes the text around it", () => {
    const parts = fc.array(
      fc.constantFrom("a", "'x'", '"y"', "b", "\n", "  ", "sum(", ")", "-- c\n", "\\", ":", "#d"),
      {
        maxLength: 8,
      },
    );
    const styles = fc.constantFrom("PLAIN", "QUOTE_DOUBLE", "QUOTE_SINGLE", "BLOCK_LITERAL", "BLOCK_FOLDED");
    fc.assert(
      fc.property(
        parts,
        parts,
        styles,
        fc.integer({ min: 20, max: 60 }),
        (before, after, style, lineWidth) => {
          const key = `${before.join(" ")} amout ${after.join(" ")}`;
          const yaml = stringify({ key }, { defaultStringType: style, defaultKeyType: "PLAIN", lineWidth });
          placeOf(yaml, "amout");
        },
      ),
    );
  });
});
