import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlain } from "../../src/template/parse-plain.ts";

const handlebars = createRequire(import.meta.url)("handlebars/dist/cjs/handlebars/compiler/base.js");

/* ------------------------------------------------------------------ tags at random, most of them plain */

const word = fc.constantFrom("ref", "source", "var", "config", "this", "x", "a_1", "else", "true");
const literal = fc.oneof(
  fc.constantFrom(
    '"a"',
    "'b c'",
    "12",
    "-1.5",
    "true",
    "false",
    '"{"',
    '"}}"',
    "'{{'",
    '"a\nb"',
    "null",
    "y",
    '"ü"',
  ),
  fc.string().map((text) => JSON.stringify(text)),
);
const gap = fc.constantFrom(" ", "  ", "\n", "\r\n  ", "\t");
const argument = fc
  .tuple(gap, fc.constantFrom("", "", "", "k=", "v="), literal)
  .map((parts) => parts.join(""));
const tag = fc
  .tuple(
    fc.constantFrom("{{", "{{", "{{", "{{ ", "{{\n", "{{{", "{{~"),
    word,
    fc.array(argument, { maxLength: 3 }),
    fc.constantFrom("}}", "}}", "}}", " }}", "\n}}", "}}}"),
  )
  .map(([open, name, args, close]) => `${open}${name}${args.join("")}${close}`);
const text = fc
  .array(
    fc.oneof(
      tag,
      tag,
      fc.constantFrom("select ", "\n", "\r\n", "ä ", "\\", "{", "}", "  from t\n", "'x'"),
      fc.string(),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("parsePlain(text)", () => {
  it("makes the tree of Handlebars' parser with every place, or none", () => {
    fc.assert(
      fc.property(text, (given) => {
        const plain = parsePlain(given);
        if (plain !== undefined) expect(simplify(handlebars.parseWithoutProcessing(given))).toEqual(plain);
      }),
      { numRuns: 3000 },
    );
  });

  it("makes a tree that whitespace control would leave as it is", () => {
    fc.assert(
      fc.property(text, (given) => {
        const plain = parsePlain(given);
        if (plain !== undefined) expect(simplify(handlebars.parse(given))).toEqual(plain);
      }),
      { numRuns: 1000 },
    );
  });

  it("reads most models", () => {
    expect(
      parsePlain('{{config\n  materialized="table"\n}}\nselect * from {{ ref "a" }} where x > {{var "n" 1}}'),
    ).toMatchObject({
      body: [
        { loc: { start: { line: 1, column: 0 }, end: { line: 3, column: 2 } } },
        { value: "\nselect * from ", loc: { end: { line: 4, column: 14 } } },
        { params: [{ value: "a", loc: { start: { line: 4, column: 21 }, end: { line: 4, column: 24 } } }] },
        {},
        {},
      ],
    });
    expect(parsePlain("{{#if incremental}}{{/if}}")).toBeUndefined();
  });
});

/** A tree of Handlebars without what nobody here reads. */
function simplify(tree: unknown): unknown {
  const dropped = ["strip", "escaped", "source"];
  const plain = JSON.parse(
    JSON.stringify(tree, function (this: { type?: string }, key, value) {
      if (dropped.includes(key)) return undefined;
      if (key === "type" && /^Hash/.test(value)) return undefined;
      if (key === "loc" && this.type === "Hash") return undefined;
      if (key === "original" && /Literal$/.test(this.type ?? "")) return undefined;
      return value;
    }),
  );
  return { type: plain.type, body: plain.body };
}
