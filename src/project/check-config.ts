import type * as z from "zod";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { describeIssues } from "./schemas/describe-issues.ts";
import { ruleFileSchemas } from "./schemas/rules.ts";
import { settingAliases, settingSchemas, testSettingSchemas } from "./schemas/settings.ts";
import type { TemplateFacts } from "./template-facts.ts";

const schemasOf: Readonly<Record<"model" | "test" | "rule", Readonly<Record<string, z.ZodType>>>> = {
  model: settingSchemas,
  test: testSettingSchemas,
  rule: ruleFileSchemas,
};

/** Checks the settings of `{{config}}`, each at its place. */
export function checkConfig(
  { file, config, configSpans }: TemplateFacts,
  kind: keyof typeof schemasOf,
  where = "{{config}}",
): Diagnostic[] {
  const schemas = schemasOf[kind];
  return Object.entries(config).flatMap(([key, value]) => {
    const span = configSpans[key] ?? { file, line: 1, column: 1 };
    const schema = schemas[key] ?? schemas[settingAliases[key] ?? ""];
    if (!schema) {
      const known = Object.keys(schemas);
      const suggestion = findSuggestion(key, known);
      const parameters = { key, where, known, ...(suggestion && { suggestion }) };
      return [diagnose("Q0002", parameters, { span })];
    }
    const result = schema.safeParse(value);
    if (result.success) return [];
    const places = { value: () => span, key: () => span, where: () => where };
    const named = result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
    return describeIssues(named, schema, { [key]: value }, places);
  });
}
