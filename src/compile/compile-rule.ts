import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { Graph } from "../graph/types.ts";
import type { RuleDefinition } from "../project/definitions.ts";
import { findSpan } from "./locate.ts";
import type { CompileOptions } from "./options.ts";
import { openCompilation, renderBody } from "./render-node.ts";
import { readStatement } from "./statement-text.ts";
import type { Segment } from "./template/evaluate.ts";

export interface CompiledRule {
  readonly sql: string;
  /** Where a character of the statement comes from. */
  readonly locate: (offset: number) => Span | undefined;
}

/** Renders a rule of the project's own to one statement over the catalog's tables. It reads no nodes. */
export function compileRule(
  { name, package: owner, template }: RuleDefinition,
  graph: Graph,
  options: CompileOptions,
): Outcome<CompiledRule> {
  const { file } = template;
  const span = { file, line: 1, column: 1 };
  const compilation = openCompilation(graph, options);
  const segments: Segment[] = [];
  const text = options.readText(file);
  const reader = { name, package: owner };
  const body = renderBody(compilation, { file, text, reader, filter: { reduce: false }, segments });
  const statement = readStatement(body.text);
  const diagnostics: Diagnostic[] = [...compilation.problems];
  for (const call of template.dependencies) {
    const written = `{{${call.call} ${call.arguments.map((argument) => `"${argument}"`).join(" ")}}}`;
    diagnostics.push(diagnose("Q0886", { rule: name, call: written }, { span: call.span }));
  }
  if (statement.kind !== "one" && diagnostics.length === 0)
    diagnostics.push(diagnose(statement.kind === "none" ? "Q0463" : "Q0462", { name }, { span }));
  return {
    value: { sql: statement.text, locate: (offset) => findSpan(body, segments, offset) },
    diagnostics,
  };
}
