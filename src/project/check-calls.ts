import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { MacroDefinition } from "./definitions.ts";
import type { TemplateFacts } from "./template-facts.ts";
import { templateHelpers, templateValues } from "./template-helpers.ts";

/** Checks that every macro called by a template exists and is called in its own way. */
export function checkCalls(
  template: TemplateFacts,
  macros: ReadonlyMap<string, MacroDefinition>,
  report: (problem: Diagnostic) => void,
): void {
  for (const { name, span, partial, bare } of template.macros) {
    const macro = macros.get(name);
    const wanted = partial ? "handlebars" : "typescript";
    if (macro?.kind === wanted) continue;
    if (macro) {
      report(diagnose("Q0212", { name, isPartial: partial }, { span }));
      continue;
    }
    const suggestion = findSuggestion(name, candidates(macros, partial, bare ?? false));
    const parameters = { name, ...(suggestion !== undefined && { suggestion }) };
    if (partial) report(diagnose("Q0207", parameters, { span }));
    else report(diagnose(bare ? "Q0211" : "Q0202", parameters, { span }));
  }
}

function candidates(
  macros: ReadonlyMap<string, MacroDefinition>,
  isPartial: boolean,
  isBare: boolean,
): string[] {
  const own = [...macros.values()]
    .filter(({ kind }) => (kind === "handlebars") === isPartial)
    .map(({ name }) => name);
  if (isPartial) return own;
  return [...own, ...Object.keys(templateHelpers), ...(isBare ? templateValues : [])];
}
