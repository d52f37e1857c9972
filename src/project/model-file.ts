import type { z } from "zod";
import { type Diagnostic, diagnose, type Outcome } from "../base/diagnostic.ts";
import { findSuggestion } from "../base/suggest.ts";
import { describeIssues } from "./schemas/describe-issues.ts";
import { settingAliases, settingSchemas, testSettingSchemas } from "./schemas/settings.ts";
import { parseTemplateFacts } from "./template.ts";
import type { TemplateFacts } from "./template-facts.ts";

/** Reads a model's SQL: the facts of its template, its `{{config}}` checked. */
export function parseModelFile(file: string, text: string): Outcome<TemplateFacts> {
  const { value, diagnostics } = parseTemplateFacts(file, text);
  const problems = checkConfig(value, settingSchemas);
  return problems.length === 0
    ? { value, diagnostics }
    : { value, diagnostics: [...diagnostics, ...problems] };
}

/** Reads a singular test's SQL; its `{{config}}` holds the settings of data tests. */
export function parseTestFile(file: string, text: string): Outcome<TemplateFacts> {
  const { value, diagnostics } = parseTemplateFacts(file, text);
  return { value, diagnostics: [...diagnostics, ...checkConfig(value, testSettingSchemas)] };
}

type Schemas = Readonly<Record<string, z.ZodType>>;

function checkConfig({ file, config, configSpans }: TemplateFacts, schemas: Schemas): Diagnostic[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const span = configSpans[key] ?? { file, line: 1, column: 1 };
    const schema = schemas[key] ?? schemas[settingAliases[key] ?? ""];
    if (!schema) {
      const known = Object.keys(schemas);
      const suggestion = findSuggestion(key, known);
      return [
        diagnose("Q0002", { key, where: "{{config}}", known, ...(suggestion && { suggestion }) }, { span }),
      ];
    }
    const result = schema.safeParse(value);
    if (result.success) return [];
    const places = { value: () => span, key: () => span, where: () => "{{config}}" };
    const named = result.error.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));
    return describeIssues(named, schema, { [key]: value }, places);
  });
}
