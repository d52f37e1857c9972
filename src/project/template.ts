import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import { collectFacts } from "./template/collect-facts.ts";
import { parseSyntax } from "./template/parse-syntax.ts";
import { scanSimple } from "./template/scan-simple.ts";
import type { TemplateFacts } from "./template-facts.ts";

/**
 * Reads from a template's syntax tree what it depends on; nothing is rendered. Where the template cannot be parsed, the facts are
 * empty and the diagnostic has the place.
 */
export function parseTemplateFacts(file: string, text: string): Outcome<TemplateFacts> {
  const program = scanSimple(text);
  if (program) return collectFacts(file, hashOf(text), program);
  const parsed = parseSyntax(text);
  if ("program" in parsed) return collectFacts(file, hashOf(text), parsed.program);
  const problem: Diagnostic = diagnose(
    "Q0201",
    { reason: parsed.reason },
    { span: { file, line: parsed.line, column: parsed.column } },
  );
  const { value } = collectFacts(file, hashOf(text), { type: "Program", body: [] });
  return { value, diagnostics: [problem] };
}
