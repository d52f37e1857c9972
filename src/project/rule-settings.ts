import type { Json, RuleSetting, RuleSeverity } from "./definitions.ts";
import { isMap } from "./settings.ts";
import { type Locate, plainOf, type YamlNode } from "./yaml/yaml-node.ts";

/** Reads `rules:` of project.yml. What has the wrong shape is left out; whoever checked the file has said so. */
export function readRuleSettings(
  node: YamlNode | undefined,
  locate: Locate,
): Readonly<Record<string, RuleSetting>> {
  const settings: Record<string, RuleSetting> = {};
  for (const { key, keyStart, keyEnd, value } of node?.kind === "map" ? node.entries : []) {
    const { severity, ...parameters } = mapOf(plainOf(value));
    settings[key] = {
      ...(isRuleSeverity(severity) && { severity }),
      parameters,
      span: locate(keyStart, keyEnd),
    };
  }
  return settings;
}

/** A severity alone says no more than that. */
function mapOf(value: Json): { readonly [key: string]: Json } {
  return isMap(value) ? value : { severity: value };
}

export function isRuleSeverity(value: Json | undefined): value is RuleSeverity {
  return value === "off" || value === "warn" || value === "error";
}
