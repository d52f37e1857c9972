import { describe, expect, it } from "vitest";
import { openRenderSession } from "../../../src/compile/template/session.ts";
import { templateHelpers, templateValues } from "../../../src/project/template-helpers.ts";
import { optionsFor } from "../support/in-memory-project.ts";

const project = { vars: { ids: [1, 2], names: ["it's", "b"], map: { k: "v" }, flag: false, zero: 0 } };
const options = optionsFor(project, { files: {}, macros: {} });

function render(text: string, incremental = false): string {
  const session = openRenderSession(options, { project: "shop" });
  const { text: rendered } = session.render({
    file: "x.sql",
    text,
    name: "orders",
    self: "main.orders",
    incremental,
    reference: ({ arguments: names }) => names.join("."),
  });
  expect(session.problems).toEqual([]);
  return rendered;
}

describe("template helpers", () => {
  it.each([
    ['{{join (var "ids")}} {{join (list 1 2 3) "-"}}', "1, 2 1-2-3"],
    ['{{quote (var "names")}} {{quote "a\'b"}} {{quote 1}}', "'it''s', 'b' 'a''b' '1'"],
    [
      '{{literal (var "ids")}} {{literal "x"}} {{literal 1.5}} {{literal true}} {{literal null}}',
      "1, 2 'x' 1.5 true NULL",
    ],
    ['{{ident "or der"}} {{ident (list "a" "select")}}', '"or der" a, "select"'],
    ['{{var "map"}} {{lookup (var "map") "k"}}', '{"k":"v"} v'],
    ["{{range 3}} {{range 1 4}} {{join (range 0 10 5)}} {{join (range 3 0 -1)}}", "0,1,2 1,2,3 0, 5 3, 2, 1"],
    ['{{#each (split "a,b")}}[{{this}}]{{/each}}{{join (split "a b" " ")}}', "[a][b]a, b"],
    ['{{upper "a"}}{{lower "B"}}{{trim " c "}}{{replace "a-b-c" "-" "_"}}{{concat "x" 1}}', "Abca_b_cx1"],
    ['{{add 1 2 3}} {{subtract 5 2}} {{length (var "ids")}} {{length "abc"}}', "6 3 2 3"],
    ['{{#if (and (eq 1 1) (not (var "flag")))}}yes{{else}}no{{/if}}', "yes"],
    [
      '{{#if (or (gt 1 2) (lte 2 2))}}yes{{/if}}{{#if (in "a" "b" "a")}}in{{/if}}{{#if (in 3 (var "ids"))}}no{{/if}}',
      "yesin",
    ],
    ['{{#if (ne "a" "b")}}{{#if (lt "a" "b")}}{{#if (gte 2 1)}}ok{{/if}}{{/if}}{{/if}}', "ok"],
    ['{{default null "x"}} {{default (var "zero") 5}} {{var "none" (list 1 2)}}', "x 0 1,2"],
    ['{{#with (object a=1 b="c")}}{{a}}{{b}}{{/with}}', "1c"],
    [
      "{{this}} {{target.name}} {{target.type}} {{target.schema}} {{project.name}} {{model.name}}",
      "main.orders dev duckdb main shop orders",
    ],
    ["{{run_started_at}}", "2026-01-15T12:00:00.000Z"],
    ["{{#each (list 1)}}{{@root.target.name}}{{../target.name}}{{/each}}", "devdev"],
    ['{{config materialized="table"}}x{{params a}}{{doc "d"}}', "x"],
  ])("%s", (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it("know whether the table exists", () => {
    expect(render("{{#if incremental}}yes{{else}}no{{/if}}", true)).toBe("yes");
    expect(render("{{#if incremental}}yes{{else}}no{{/if}}", false)).toBe("no");
    expect(render("{{#each (list 1 2) as |x|}}{{x}}{{#if @root.incremental}}!{{/if}}{{/each}}", true)).toBe(
      "1!2!",
    );
  });

  it("are those that the project's templates are checked against", () => {
    const session = openRenderSession(options);
    const blocks = new Set(["if", "unless", "each", "with"]);
    for (const name of Object.keys(templateHelpers)) {
      if (blocks.has(name)) continue;
      session.render({ file: "x.sql", text: `{{${name} "1" "1"}}`, reference: () => "" });
    }
    for (const name of templateValues)
      session.render({ file: "x.sql", text: `{{${name}}}`, reference: () => "" });
    const codes = session.problems.map(({ code }) => code);
    expect(codes).not.toContain("Q0451");
    expect(codes).not.toContain("Q0452");
  });
});
