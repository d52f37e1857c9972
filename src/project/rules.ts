import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { RuleDefinition } from "./definitions.ts";
import { ruleNames } from "./rule-names.ts";
import { isRuleSeverity } from "./rule-settings.ts";
import type { TemplateFacts } from "./template-facts.ts";

/** The rule of a file of rules/, which has the file's name. */
export function ruleOf(file: string, owner: string, template: TemplateFacts): RuleDefinition {
  const { severity, description } = template.config;
  return {
    kind: "rule",
    name: file.slice(file.lastIndexOf("/") + 1, file.lastIndexOf(".")),
    file,
    package: owner,
    span: { file, line: 1, column: 1 },
    ...(typeof description === "string" && { description }),
    severity: isRuleSeverity(severity) ? severity : "warn",
    template,
  };
}

/** Rules with names that are not taken. */
export function uniqueRules(
  rules: readonly RuleDefinition[],
  report: (problem: Diagnostic) => void,
): readonly RuleDefinition[] {
  const taken = new Map<string, string>(ruleNames.map((name) => [name, "a rule that every project has"]));
  return rules.filter(({ name, file, span }) => {
    const other = taken.get(name);
    if (other === undefined) taken.set(name, file);
    else report(diagnose("Q0885", { name, other }, { span }));
    return other === undefined;
  });
}
