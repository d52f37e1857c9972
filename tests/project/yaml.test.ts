import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePlainYaml } from "../../src/project/yaml/parse-plain-yaml.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { childOf, createLocator, plainOf, textOf } from "../../src/project/yaml/yaml-node.ts";

/** Fails unless the plain parser gives up or agrees with the library, which must then see nothing wrong either. */
function compareParsers(text: string): "agreed" | "gave up" {
  const plain = parsePlainYaml("a.yml", text);
  if (!plain) return "gave up";
  const { value, diagnostics } = parseYaml("a.yml", text);
  expect(diagnostics, text).toEqual([]);
  expect(plain.root, text).toEqual(value.root);
  return "agreed";
}

describe("parsePlainYaml(file, text)", () => {
  it.each([
    "a: 1\nb: [x, 'y', \"z\"]\nc: {d: e, f: [g]}\n",
    "- a\n- b: c\n  d: e\n-   f: g\n    h:\n    - i\n    - j: k\n",
    "a:\nb: ~\nc: null\nd: true\ne: -1.5\nf: 2024-01-01\nh: 12h\n",
    "# c\n\na: b # d\n  # e\nf: g#h\n",
    "a: |\n  x\n\n    y\n  z\nb: |-\n  x\nc: >\n  x\n  y\nd: >-\n  x\n  y\n",
    "a: [\n  b,\n  c: 1,\n  ]\nd: {e: f,\n    g: h}\n",
    "a: 'it''s'\nb: \"x\\\\y \\\" \\n\"\nc: http://x.y\nd: a:b\n",
    'a: \'{{env "X"}}\'\nb: ref "x"\nc: x - y\n',
    "models:\n- name: a\n- name: b\n",
    "",
    "# nothing\n",
    "a: b",
    "a:",
  ])("reads %j as the library does", (text) => {
    expect(compareParsers(text)).toBe("agreed");
  });

  it.each([
    "a: b\n  c\n",
    "a: &x 1\nb: *x\n",
    "a: !t x\n",
    "---\na: b\n",
    "a: b\na: c\n",
    "a: b: c\n",
    "\ta: b\n",
    "a: b\r\n",
    "a: 0x1F\n",
    "a: 1e3\n",
    "a: {b}\n",
    "a: [b\n",
    "a: 'b\n",
    "? a\n",
    '"a": b\n',
    "<<: b\n",
    "a: @b\n",
    "a:\n  b: c\n d: e\n",
    "true: a\n",
    "a: .5\n",
    "a: |+\n  x\n",
    "a: >\n  x\n\n  y\n",
  ])("leaves %j to the library", (text) => {
    expect(compareParsers(text)).toBe("gave up");
  });

  it("agrees with the library on random files", () => {
    const scalar = fc.constantFrom(
      ..."a|b c|1|-2|3.5|true|null|~|''|\"\"|'x: y'|\"q\"|x:y|a#b|2024-01-01|-|- x|x: y|[a, b]|[]|{}|{a: b}|{a: [b, {c: d}]}|[a: b]|[a, b|}|*x|&x y|!t z|| z|>-|# c|a # c|é|1e5|.5|+1|0o7|a,b|a]|'it''s'|\"\\\\\"|\"a\\nb\"|@x|%x|a\\\\b".split(
        "|",
      ),
    );
    const key = fc.constantFrom("a", "b", "name", "a-b", "x.y", "'q'", "true", "<<", "a b");
    const blank = fc.constantFrom("", " ", "  ", "    ", "      ");
    const line = fc.oneof(
      fc.tuple(blank, key, fc.constant(": "), scalar),
      fc.tuple(blank, key, fc.constant(":")),
      fc.tuple(blank, fc.constant("- "), scalar),
      fc.tuple(blank, fc.constant("- "), key, fc.constant(": "), scalar),
      fc.tuple(blank, fc.constant("-")),
      fc.tuple(blank, fc.constant("# c")),
      fc.tuple(blank, fc.constant("")),
      fc.tuple(blank, key, fc.constantFrom(": |", ": >", ": |-", ": >-")),
      fc.tuple(blank, scalar),
    );
    const file = fc
      .array(line, { maxLength: 9 })
      .map((lines) => lines.map((parts) => parts.join("")).join("\n"));
    const text = fc.tuple(file, fc.constantFrom("", "\n")).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (one) => void compareParsers(one)),
      { numRuns: 6000 },
    );
  });

  it("agrees with the library on the shop's files, and needs no library for them", () => {
    const folder = new URL("../../models/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".yml"),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const name of files)
      expect([name, compareParsers(readFileSync(new URL(name, folder), "utf8"))]).toEqual([name, "agreed"]);
  });
});

describe("parseYaml(file, text)", () => {
  it("resolves anchors and keeps the alias's place", () => {
    const text = "a: &x {b: 1}\nc: *x\n";
    const { value, diagnostics } = parseYaml("a.yml", text);
    expect(diagnostics).toEqual([]);
    expect(value.root && plainOf(value.root)).toEqual({ a: { b: 1 }, c: { b: 1 } });
    const alias = childOf(value.root ?? undefined, "c");
    expect(alias && createLocator("a.yml", text)(alias.start, alias.end)).toEqual({
      file: "a.yml",
      line: 2,
      column: 4,
      length: 2,
    });
  });

  it("joins plain texts over several lines", () => {
    const { value } = parseYaml("a.yml", "a: b\n  c\n");
    expect(textOf(childOf(value.root ?? undefined, "a"))).toBe("b c");
  });

  it("keeps a key named __proto__ as data", () => {
    const { value } = parseYaml("a.yml", "__proto__: {a: 1}\n");
    const plain = value.root && plainOf(value.root);
    expect(Object.keys(plain ?? {})).toEqual(["__proto__"]);
  });
});

describe("createLocator(file, text)", () => {
  it("finds lines and columns in any order, and ends a span with its first line", () => {
    const text = "ab\ncd\n\nef";
    const locate = createLocator("a", text);
    expect(locate(7, 9)).toEqual({ file: "a", line: 4, column: 1, length: 2 });
    expect(locate(0, 9)).toEqual({ file: "a", line: 1, column: 1, length: 2 });
    expect(locate(4, 4)).toEqual({ file: "a", line: 2, column: 2, length: 1 });
    expect(locate(9, 9)).toEqual({ file: "a", line: 4, column: 3, length: 1 });
  });
});
