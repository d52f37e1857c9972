import type { Outcome } from "../base/diagnostic.ts";
import { isCommonSetting } from "./common-settings.ts";
import { parseTemplateFacts } from "./template.ts";
import type { TemplateFacts } from "./template-facts.ts";

type Parsed = Outcome<TemplateFacts> | Promise<Outcome<TemplateFacts>>;

/** Reads a model's SQL: the facts of its template, its `{{config}}` checked. */
export function parseModelFile(file: string, text: string): Parsed {
  const facts = parseTemplateFacts(file, text);
  const { config } = facts.value;
  for (const key in config) if (!isCommonSetting(key, config[key])) return checkRest(facts, "model");
  return facts;
}

/** Reads a singular test's SQL; its `{{config}}` holds the settings of data tests. */
export function parseTestFile(file: string, text: string): Parsed {
  const facts = parseTemplateFacts(file, text);
  return Object.keys(facts.value.config).length === 0 ? facts : checkRest(facts, "test");
}

/** Reads the SQL of a rule of the project's own; its `{{config}}` holds the rule's settings. */
export function parseRuleFile(file: string, text: string): Parsed {
  const facts = parseTemplateFacts(file, text);
  return Object.keys(facts.value.config).length === 0 ? facts : checkRest(facts, "rule");
}

async function checkRest(
  facts: Outcome<TemplateFacts>,
  kind: "model" | "test" | "rule",
): Promise<Outcome<TemplateFacts>> {
  const { checkConfig } = await import("./check-config.ts");
  return { value: facts.value, diagnostics: [...facts.diagnostics, ...checkConfig(facts.value, kind)] };
}
