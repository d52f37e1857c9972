import { describe, expect, it } from "vitest";
import { parseTemplateFacts } from "../../src/project/template.ts";

const factsOf = (text: string) => parseTemplateFacts("models/a.sql", text).value;

describe("parseTemplateFacts(file, text)", () => {
  it("finds refs and sources with their exact places", () => {
    const text =
      'select *\nfrom {{ref "orders"}} join {{ ref "shop" "items" v=2 }}\n  join {{source "raw" \'events\'}}\n';
    expect(factsOf(text).dependencies).toEqual([
      { call: "ref", arguments: ["orders"], span: { file: "models/a.sql", line: 2, column: 12, length: 8 } },
      {
        call: "ref",
        arguments: ["shop", "items"],
        version: "2",
        span: { file: "models/a.sql", line: 2, column: 42, length: 7 },
      },
      {
        call: "source",
        arguments: ["raw", "events"],
        span: { file: "models/a.sql", line: 3, column: 23, length: 8 },
      },
    ]);
  });

  it("finds refs in sub-expressions, partial arguments, conditions and both branches", () => {
    const facts = factsOf(
      '{{> m events=(ref "a")}}{{#if (eq (ref "b") 1)}}{{ref "c"}}{{else}}{{ref "d"}}{{/if}}{{#each (list (ref "e"))}}{{ref "f"}}{{/each}}',
    );
    expect(facts.dependencies.map((call) => call.arguments[0])).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(facts.macros.map(({ name, partial }) => [name, partial])).toEqual([["m", true]]);
    expect(facts.dynamic).toBe(false);
  });

  it("leaves a ref with a computed name to rendering", () => {
    expect(factsOf('{{ref (lookup (var "tables") "orders")}}')).toMatchObject({
      dynamic: true,
      dependencies: [],
      vars: [{ name: "tables", hasDefault: false }],
    });
    expect(factsOf("{{#each (list 1)}}{{ref this}}{{/each}}").dynamic).toBe(true);
    expect(factsOf('{{ref "a" v=(var "v")}}').dynamic).toBe(true);
    expect(factsOf('{{> (concat "a" "b")}}').dynamic).toBe(true);
  });

  it("reads config, variables and the environment", () => {
    const facts = factsOf(
      '{{config materialized="table" enabled=true lookback=3}}{{var "a" 1}}{{env "B"}}{{env "C" "x"}}',
    );
    expect(facts.config).toEqual({ materialized: "table", enabled: true, lookback: 3 });
    expect(facts.configSpans.enabled).toEqual({ file: "models/a.sql", line: 1, column: 31, length: 12 });
    expect(facts.vars).toMatchObject([{ name: "a", hasDefault: true }]);
    expect(facts.envs).toMatchObject([
      { name: "B", hasDefault: false },
      { name: "C", hasDefault: true },
    ]);
  });

  it.each([
    ["{{#if incremental}}x{{/if}}", true, false],
    ["{{#unless incremental}}x{{/unless}}", true, false],
    ['{{#if (and incremental (var "x"))}}x{{/if}}', true, false],
    ["select max(x) from {{this}}", false, true],
    ["select '{{this.name}}'", false, true],
    ["{{#each (list 1 2)}}{{this}}{{/each}}", false, false],
    ["{{#each (list 1 2)}}{{#if @root.incremental}}x{{/if}}{{/each}}", false, false],
    ["{{#each (list 1 2)}}x{{else}}{{this}}{{/each}}", false, true],
  ])("knows whether %s depends on the table", (text, usesIncremental, usesThis) => {
    expect(factsOf(text)).toMatchObject({ usesIncremental, usesThis });
  });

  it("takes block parameters and data for what they are", () => {
    const facts = factsOf(
      "{{#each (list 1 2) as |item index|}}{{item}}{{index}}{{@first}}{{../x}}{{item.a}}{{/each}}",
    );
    expect(facts.macros).toEqual([]);
  });

  it.each([
    ['select {{ref "a}} from\n b', 1, 14],
    ["select\n  {{#if x}} from\n  b", 2, 3],
    ["select\n {{#if x}} from\n b {{/unless}}", 2, 5],
    ["select 1\n{{ref }} {{", 2, 10],
    ["a\n{{ref('x')}}", 2, 3],
    ["{{else}}", 1, 1],
    ["{{/if}}", 1, 1],
    ["x {{a =}}", 1, 7],
  ])("places what is wrong in %j", (text, line, column) => {
    const { diagnostics, value } = parseTemplateFacts("models/a.sql", text);
    expect(diagnostics).toMatchObject([{ code: "Q0201", span: { file: "models/a.sql", line, column } }]);
    expect(value.dependencies).toEqual([]);
  });

  it("tells users of Jinja what to write instead", () => {
    const [call] = parseTemplateFacts("models/a.sql", "select * from {{ ref('x') }}").diagnostics;
    expect(call?.hint).toContain('{{ref "x"}}');
    const [block] = parseTemplateFacts("models/a.sql", "select 1\n{% if x %}{% endif %}").diagnostics;
    expect(block).toMatchObject({ code: "Q0221", span: { line: 2, column: 1 } });
  });
});
