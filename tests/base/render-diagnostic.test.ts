import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/base/diagnostic.ts";
import { renderDiagnostic, renderDiagnostics } from "../../src/base/render-diagnostic.ts";

const text = 'select\n\tname,\n  한국어 열, amuont\nfrom {{ref "x"}}\r\n';
const readText = (file: string) => (file === "models/a.sql" ? text : undefined);
const at = (line: number, column: number, length?: number) => ({
  file: "models/a.sql",
  line,
  column,
  ...(length !== undefined && { length }),
});

describe("renderDiagnostic(diagnostic, options)", () => {
  it("gives place, severity, code, message, the line with carets, the engine's words and the hint", () => {
    const problem = diagnose(
      "Q0101",
      { name: "x", suggestion: "y" },
      { span: at(4, 6, 11), cause: "Binder Error: no x\nhere" },
    );
    expect(renderDiagnostic(problem, { readText }).split("\n").slice(0, 5)).toEqual([
      'models/a.sql:4:6 error Q0101 unknown model "x" — did you mean "y"?',
      '  4 | from {{ref "x"}}',
      "    |      ^^^^^^^^^^^",
      "  cause: Binder Error: no x",
      "         here",
    ]);
  });

  it("puts the caret below wide letters and after tabs", () => {
    expect(
      renderDiagnostic(diagnose("Q0101", { name: "x" }, { span: at(3, 10, 6) }), { readText }),
    ).toContain("\n  3 |   한국어 열, amuont\n    |              ^^^^^^\n");
    expect(renderDiagnostic(diagnose("Q0101", { name: "x" }, { span: at(2, 2, 4) }), { readText })).toContain(
      "\n  2 |   name,\n    |   ^^^^\n",
    );
  });

  it("cuts a long line around the place", () => {
    const long = `${"a, ".repeat(500)}broken${", b".repeat(500)}`;
    const lines = renderDiagnostic(diagnose("Q0101", { name: "x" }, { span: at(1, 1501, 6) }), {
      readText: () => long,
    }).split("\n");
    const start = lines[2]?.indexOf("^") ?? 0;
    expect(lines[1]?.slice(start, start + 6)).toBe("broken");
    expect(lines[1]?.length).toBeLessThan(140);
  });

  it("does without the line where the file or the line is gone", () => {
    const problem = diagnose("Q0101", { name: "x" }, { span: at(99, 1) });
    expect(renderDiagnostic(problem, { readText }).split("\n")[1]).toMatch(/^ {2}hint: /);
    expect(renderDiagnostic(problem).split("\n")[1]).toMatch(/^ {2}hint: /);
  });

  it("colours only where asked", () => {
    const problem = diagnose("Q0101", { name: "x" });
    expect(renderDiagnostic(problem)).not.toContain("\u001b");
    expect(renderDiagnostic(problem, { color: true })).toContain("\u001b[31merror\u001b[39m");
  });
});

describe("renderDiagnostics(diagnostics, options)", () => {
  const many = Array.from({ length: 5 }, (_, i) => diagnose("Q0101", { name: `m${i}` }));
  const warning = diagnose("Q0101", { name: "w" }, { severity: "warning" });

  it("says each problem once and counts them", () => {
    const rendered = renderDiagnostics([...many, ...many, warning]);
    expect(rendered.match(/error Q0101/g)).toHaveLength(5);
    expect(rendered).toMatch(/\n5 errors, 1 warning$/);
  });

  it("shows errors before warnings where it cannot show all", () => {
    const rendered = renderDiagnostics([warning, ...many], { limit: 3 });
    expect(rendered).not.toContain("warning Q0101");
    expect(rendered).toMatch(/5 errors, 1 warning \(3 more not shown; --json prints all\)$/);
  });
});
