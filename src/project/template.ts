import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { hashOf } from "../base/hash.ts";
import { parseTemplate } from "../template/parse-template.ts";
import { collectFacts } from "./template/collect-facts.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { createLocator } from "./yaml/yaml-node.ts";

/**
 * Reads from a template's syntax tree what it depends on; nothing is rendered. Where the template cannot be parsed, the facts are
 * empty and the diagnostic has the place.
 */
export function parseTemplateFacts(file: string, text: string): Outcome<TemplateFacts> {
  const hash = hashOf(text);
  const jinja = text.includes("{%") ? findJinja(file, text) : [];
  const parsed = parseTemplate(text, "written");
  if ("program" in parsed) {
    const { value, diagnostics } = collectFacts(file, hash, parsed.program);
    return { value, diagnostics: [...jinja, ...diagnostics] };
  }
  const { reason, line, column } = parsed;
  const problem = diagnose(
    "Q0201",
    { reason },
    { span: { file, line, column }, hint: adviseOnCall(text, line) },
  );
  const { value } = collectFacts(file, hash, { type: "Program", body: [] });
  return { value, diagnostics: [...jinja, problem] };
}

/** Jinja's blocks would go into the SQL as they are. */
function findJinja(file: string, text: string): Diagnostic[] {
  const block =
    /\{%[-+]?\s*(?:if|elif|else|endif|for|endfor|set|endset|macro|endmacro|do|call|snapshot|endsnapshot|test|raw|endraw)\b/.exec(
      text,
    );
  if (!block) return [];
  const span = createLocator(file, text)(block.index, block.index + block[0].length);
  return [diagnose("Q0221", {}, { span })];
}

/** A hint for `{{ ref('x') }}`, which users of other tools write. */
function adviseOnCall(text: string, line: number): string | undefined {
  const content = text.split("\n")[line - 1] ?? "";
  const call = /\{\{-?\s*(\w+)\(/.exec(content);
  if (!call) return undefined;
  const example = { source: '{{source "a" "b"}}', config: '{{config materialized="table"}}' }[call[1] ?? ""];
  return `Calls have no parentheses and no commas: ${example ?? `{{${call[1]} "x"}}`}.`;
}
