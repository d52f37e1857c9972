import type { Json } from "./definitions.ts";

/** Settings that files name most, with values that are right: they need no schema to be known so. */
export const commonSettings: Readonly<Record<string, readonly Json[] | "text" | "flag">> = {
  materialized: ["view", "table", "ephemeral", "incremental", "snapshot", "external"],
  strategy: ["append", "delete+insert", "merge", "microbatch", "timestamp", "check"],
  on_schema_change: ["fail", "append", "sync", "ignore"],
  enabled: "flag",
  alias: "text",
  schema: "text",
  tags: "text",
  group: "text",
  unique_key: "text",
  event_time: "text",
  updated_at: "text",
};

/** Whether a setting is surely right; false says nothing. Spares most runs the loading of all schemas. */
export function isCommonSetting(key: string, value: Json | undefined): boolean {
  const known = Object.hasOwn(commonSettings, key) ? commonSettings[key] : undefined;
  if (known === undefined || value === undefined) return false;
  if (known === "text") return typeof value === "string";
  return known === "flag" ? typeof value === "boolean" : (known as readonly Json[]).includes(value);
}
