import type { Node } from "../types.ts";
import { compilePattern } from "./wildcard.ts";

/**
 * Finds nodes by a setting, however deep (`meta.owner`). A list matches by any of its items, a map by any of its keys; the text is
 * compared with numbers and booleans as they are written, and without case for these and for severity.
 */
export function findByConfig(path: readonly string[], value: string, nodes: readonly Node[]): Node[] {
  const ignoreCase = path.length === 1 && path[0] === "severity";
  const pattern = compilePattern(ignoreCase ? value.toLowerCase() : value);
  const lower = value.toLowerCase();
  const matches = (item: unknown): boolean => {
    if (typeof item === "string") return pattern(ignoreCase ? item.toLowerCase() : item);
    return typeof item === "boolean" || typeof item === "number" ? String(item) === lower : false;
  };
  return nodes.filter((node) => {
    const found = descend(settingOf(node, path[0] ?? ""), path.slice(1));
    if (Array.isArray(found)) return found.some(matches);
    if (found !== null && typeof found === "object") return Object.keys(found).some(matches);
    return matches(found);
  });
}

function settingOf(node: Node, key: string): unknown {
  if (key === "tags") return node.tags;
  if (key === "meta") return node.meta;
  switch (node.kind) {
    case "model":
    case "seed":
    case "snapshot":
    case "feature_view":
    case "training_set":
      if (key === "group") return node.group;
      if (key === "access") return node.access;
      if (key === "stage") return node.stage;
      return own(node.settings, key) ?? (key === "enabled" ? true : undefined);
    case "test":
      return own(node.settings, key) ?? testDefaults[key];
    case "source":
      if (key === "freshness") return node.freshness;
      if (key === "event_time") return node.eventTime;
      return key === "enabled" ? true : undefined;
    case "exposure":
    case "unit_test":
      return key === "enabled" ? true : undefined;
  }
}

const testDefaults: Readonly<Record<string, unknown>> = { severity: "error", enabled: true };

function descend(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const key of path) at = at !== null && typeof at === "object" ? own(at, key) : undefined;
  return at;
}

function own(value: object, key: string): unknown {
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
