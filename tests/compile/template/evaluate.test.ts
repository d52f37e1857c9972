import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Environment, evaluateTemplate, type Helper } from "../../../src/compile/template/evaluate.ts";
import { needsRuntime } from "../../../src/compile/template/needs-runtime.ts";
import { runHandlebars } from "../../../src/compile/template/run-handlebars.ts";
import { parseTemplate } from "../../../src/template/parse-template.ts";
import type { Program } from "../../../src/template/syntax.ts";

const partials: Readonly<Record<string, string>> = {
  plain: "p({{a}})",
  lines: "one {{a}}\n  two {{b}}\n\nthree\n",
  nested: "<{{> plain a=(up b)}}>\n{{#if flag}}\n  {{> lines}}\n{{/if}}\n",
};

const context = {
  a: "A",
  b: "it's <b>",
  n: 0,
  one: 1,
  flag: true,
  off: false,
  nothing: null,
  list: ["x", "y", "z"],
  empty: [],
  rows: [{ a: 1, list: [1, 2] }, { a: 2, list: [] }, { b: "own" }],
  map: { k: "v", l: "w" },
  deep: { er: { value: "deep" } },
  toString: () => "SELF",
};

const helpers: Readonly<Record<string, Helper>> = {
  up: ({ args }) => String(args[0]).toUpperCase(),
  cat: ({ args, hash }) => [...args, ...Object.entries(hash).flat()].join("|"),
  same: ({ args: [x, y] }) => x === y,
  nil: () => undefined,
  lookup: ({ args: [from, key] }) =>
    from !== null && typeof from === "object" ? (from as Record<string, unknown>)[String(key)] : undefined,
};

function makeEnvironment(): Environment & { readonly said: string[] } {
  const said: string[] = [];
  return {
    said,
    helpers,
    openPartial: (name, args) => {
      const text = partials[name];
      return text === undefined ? undefined : { program: parse(text), file: name, args };
    },
    reportUnknown: (name) => void said.push(name),
    reportProblem: (problem) => void said.push(problem),
  };
}

function parse(text: string): Program {
  const parsed = parseTemplate(text, "controlled");
  if (!("program" in parsed)) throw new Error(`${parsed.reason} in ${JSON.stringify(text)}`);
  return parsed.program;
}

function renderHere(text: string): string {
  return evaluateTemplate(parse(text), context, makeEnvironment(), { file: "x.sql" });
}

function renderThere(text: string): string {
  return runHandlebars(parse(text), context, makeEnvironment(), {
    file: "x.sql",
    partials: Object.keys(partials),
  });
}

/* ------------------------------------------------------------------ templates at random */

const blank = fc.constantFrom("", "", " ", "\n", "\n  ", "  \n", "\r\n");
const content = fc.oneof(
  blank,
  fc.constantFrom("select 1", "a <b> 'c'", "-- x\n", "}", "{ }", "\\", "a\nb\n"),
);
const path = fc.constantFrom(
  "a",
  "b",
  "n",
  "one",
  "flag",
  "off",
  "nothing",
  "list",
  "empty",
  "rows",
  "map",
  "map.k",
  "deep.er.value",
  "deep/er",
  "this",
  ".",
  "this.a",
  "./b",
  "../a",
  "@root.a",
  "missing.x",
  "rows.0.a",
  "list.[1]",
  "lookup2",
);
const literal = fc.constantFrom('"s"', "'q'", "1", "-2.5", "true", "false", "null");
const expression = fc.letrec<{ value: string; call: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 2 }, path, literal, tie("call")),
  call: fc
    .tuple(
      fc.constantFrom("up", "cat", "same"),
      fc.array(tie("value"), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
    )
    .map(([name, args, named]) => `(${name} ${args.join(" ")}${named ? ` k=${args[0]}` : ""})`),
}));
const known = fc.constantFrom(
  "a",
  "b",
  "n",
  "one",
  "flag",
  "this",
  "map.k",
  "deep.er.value",
  "nothing",
  "@root.a",
  "../a",
  "up",
  "nil",
);
const tilde = fc.constantFrom("", "", "", "~");

const template = fc.letrec<{ body: string; part: string }>((tie) => ({
  body: fc.array(tie("part"), { maxLength: 5 }).map((parts) => parts.join("")),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    content,
    fc.tuple(tilde, known, tilde).map(([l, name, r]) => `{{${l}${name}${r}}}`),
    fc.tuple(known.filter((name) => name !== "up")).map(([name]) => `{{{${name}}}}`),
    fc
      .tuple(tilde, fc.constantFrom("up", "cat"), expression.value, tilde)
      .map(([l, name, arg, r]) => `{{${l}${name} ${arg}${r}}}`),
    fc.constantFrom("{{! comment }}", "{{!-- {{a}} --}}", "\\{{a}}", "\\\\{{a}}", "{{~! c ~}}"),
    fc
      .tuple(
        blank,
        fc.constantFrom("plain", "lines", "nested"),
        fc.constantFrom("", " this", ' a="P"', " map a=one", " b=a"),
        blank,
      )
      .map(([before, name, args, after]) => `${before}{{> ${name}${args}}}${after}`),
    fc.constantFrom("{{{{raw}}}} {{a}} {{{{/raw}}}}"),
    fc
      .tuple(
        fc.constantFrom("if", "unless"),
        expression.value,
        fc.boolean(),
        tie("body"),
        tie("body"),
        blank,
        tilde,
      )
      .map(
        ([name, value, hasElse, yes, no, gap, t]) =>
          `${gap}{{${t}#${name} ${value}}}${gap}${yes}${hasElse ? `${gap}{{else${t}}}${gap}${no}` : ""}${gap}{{/${name}${t}}}${gap}`,
      ),
    fc
      .tuple(expression.value, expression.value, tie("body"), tie("body"), tie("body"), blank)
      .map(
        ([x, y, first, second, third, gap]) =>
          `${gap}{{#if ${x}}}${gap}${first}${gap}{{else if ${y}}}${gap}${second}${gap}{{else}}${gap}${third}${gap}{{/if}}${gap}`,
      ),
    fc
      .tuple(
        fc.constantFrom("list", "empty", "rows", "map", "rows.0.list", "nothing"),
        tie("body"),
        fc.boolean(),
        blank,
      )
      .map(
        ([over, body, hasElse, gap]) =>
          `${gap}{{#each ${over}}}${gap}${body}{{@index}}{{@key}}{{#if @last}}.{{/if}}${gap}${hasElse ? `{{else}}none${gap}` : ""}{{/each}}${gap}`,
      ),
    fc
      .tuple(fc.constantFrom("map", "deep.er", "nothing", "list", "this"), tie("body"), blank)
      .map(([over, body, gap]) => `{{#with ${over}}}${gap}${body}${gap}{{else}}-{{/with}}`),
    fc
      .tuple(expression.value, expression.value, tie("body"))
      .map(([x, y, body]) => `{{#same ${x} ${y}}}${body}{{else}}no{{/same}}`),
    fc
      .tuple(fc.constantFrom("includeZero=true", "includeZero=false"), tie("body"))
      .map(([option, body]) => `{{#if n ${option}}}${body}{{/if}}`),
  ),
}));

describe("evaluateTemplate(program, context, environment)", () => {
  it("gives the text that Handlebars gives", () => {
    fc.assert(
      fc.property(template.body, (text) => {
        fc.pre("program" in parseTemplate(text, "controlled") && !needsRuntime(parse(text)));
        expect(renderHere(text)).toBe(renderThere(text));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["{{#if flag}}\n  yes\n{{else}}\n  no\n{{/if}}\nend", "  yes\nend"],
    ["a\n  {{> lines}}\nb", "a\n  one A\n    two it's <b>\n  \n  three\nb"],
    ["{{#each rows}}{{#each list}}{{../a}}{{this}}{{/each}}{{/each}}", "1112"],
    ["{{this}} and {{#with map}}{{this.k}}{{/with}}", "SELF and v"],
    ["{{{{raw}}}}{{a}}{{{{/raw}}}}", "{{a}}"],
    ["{{constructor}}{{map.constructor}}{{@root.__proto__}}", ""],
  ])("renders %j", (text, expected) => {
    expect(renderHere(text)).toBe(expected);
    expect(renderThere(text)).toBe(expected);
  });

  it("reports a name that is neither a helper nor in the context", () => {
    const environment = makeEnvironment();
    evaluateTemplate(parse("{{zzz}} {{zz 1}} {{missing.part}}"), context, environment, { file: "x.sql" });
    expect(environment.said).toEqual(["zzz", "zz"]);
  });
});

describe("needsRuntime(program)", () => {
  it.each([
    "{{#each list as |x|}}{{x}}{{/each}}",
    "{{#list}}{{this}}{{/list}}",
    "{{#> plain}}x{{/plain}}",
    "{{* dec}}",
    '{{#*inline "x"}}y{{/inline}}',
    "{{deep.er 1}}",
    "{{@../index}}",
  ])("is true for %s", (text) => expect(needsRuntime(parse(text))).toBe(true));

  it("renders by Handlebars what it leaves out", () => {
    expect(
      renderThere('{{#each list as |x|}}{{x}}{{/each}} {{#*inline "own"}}[{{a}}]{{/inline}}{{> own a=1}}'),
    ).toBe("xyz [1]");
  });
});
