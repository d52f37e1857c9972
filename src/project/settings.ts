import type { Span } from "../base/span.ts";
import { readAllowances } from "./allowances.ts";
import type { Json, NodeSettings, SettingsLayer } from "./definitions.ts";

/** One setting as written, wherever it stands. */
export interface WrittenSetting {
  readonly key: string;
  readonly value: Json;
  readonly span: Span;
  /** Of a list in YAML: the places of its items. */
  readonly itemSpans?: readonly Span[];
}

/**
 * Makes a layer of settings as they were written: names of dbt become ours, lone texts become lists. What has the wrong type is left
 * out; whoever checked the file has said so.
 *
 * @param splitLists In `{{config}}`, which has no lists, `"a, b"` means two names.
 */
export function normalizeSettings(written: readonly WrittenSetting[], splitLists = false): SettingsLayer {
  if (written.length === 0) return emptyLayer;
  const settings: Record<string, unknown> = {};
  const spans: Record<string, Span> = {};
  for (const { key, value, span, itemSpans } of written) {
    if (key === "allow" && value !== null) {
      settings.allow = readAllowances(value, (item) => itemSpans?.[item] ?? span);
      spans.allow = span;
      continue;
    }
    const found = normalizeSetting(key, value, splitLists);
    if (!found) continue;
    settings[found.key] = found.value;
    spans[found.key] = span;
  }
  return { settings: settings as NodeSettings, spans };
}

const emptyLayer: SettingsLayer = Object.freeze({
  settings: Object.freeze({}),
  spans: Object.freeze({}),
});

/** Whether a layer says nothing. */
export function isEmptyLayer({ settings }: SettingsLayer): boolean {
  for (const _key in settings) return false;
  return true;
}

interface Normalized {
  readonly key: keyof NodeSettings;
  readonly value: unknown;
}

function normalizeSetting(written: string, value: Json, splitLists: boolean): Normalized | undefined {
  const key = renamed[written] ?? written;
  if (value === null) return undefined;
  if (key === "strategy" || key === "snapshot_strategy") {
    const isSnapshot = value === "timestamp" || value === "check";
    return { key: isSnapshot ? "snapshot_strategy" : "strategy", value };
  }
  if (written === "invalidate_hard_deletes") {
    return { key: "hard_deletes", value: value === true ? "invalidate" : "ignore" };
  }
  if (!Object.hasOwn(readers, key)) return undefined;
  const known = key as keyof typeof readers;
  const made = readers[known](value, splitLists);
  return made === undefined ? undefined : { key: known, value: made };
}

/** Other names, mostly dbt's. */
const renamed: Readonly<Record<string, keyof NodeSettings>> = {
  "pre-hook": "pre_hook",
  "post-hook": "post_hook",
  incremental_strategy: "strategy",
  invalidate_hard_deletes: "hard_deletes",
  snapshot_meta_column_names: "snapshot_columns",
  dbt_valid_to_current: "valid_to_current",
};

type Reader = (value: Json, splitLists: boolean) => unknown;

const asText: Reader = (value) => (typeof value === "object" ? undefined : String(value));
const asFlag: Reader = (value) => (typeof value === "boolean" ? value : undefined);
const asNumber: Reader = (value) => (typeof value === "number" ? value : undefined);
const asMap: Reader = (value) => (isMap(value) ? value : undefined);
const asNames: Reader = (value, splitLists) => {
  if (splitLists && typeof value === "string")
    return value
      .split(",")
      .map((part) => part.trim())
      .filter(Boolean);
  return asTexts(value, splitLists);
};
const asTexts: Reader = (value) => {
  const items = Array.isArray(value) ? value : [value];
  return items.every((item) => typeof item !== "object") ? items.map(String) : undefined;
};

const readers: Readonly<Record<Exclude<keyof NodeSettings, "allow">, Reader>> = {
  materialized: asText,
  enabled: asFlag,
  schema: asText,
  alias: asText,
  tags: asNames,
  meta: asMap,
  group: asText,
  access: asText,
  stage: asText,
  pre_hook: asTexts,
  post_hook: asTexts,
  persist_docs: (value) =>
    isMap(value) ? value.relation === true || value.columns === true : asFlag(value, false),
  full_refresh: asFlag,
  grants: (value) =>
    isMap(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, grantees]) => [key, asTexts(grantees ?? [], false) ?? []]),
        )
      : undefined,
  owner: asText,
  volatile: asFlag,
  contract: (value) => (isMap(value) ? value.enforced === true : asFlag(value, false)),
  strategy: asText,
  unique_key: asNames,
  on_schema_change: (value) =>
    value === "append_new_columns" ? "append" : value === "sync_all_columns" ? "sync" : asText(value, false),
  merge_update_columns: asNames,
  merge_exclude_columns: asNames,
  merge_update_condition: asText,
  incremental_predicates: asTexts,
  event_time: asText,
  batch_size: asText,
  lookback: asNumber,
  begin: asText,
  concurrent_batches: asFlag,
  snapshot_strategy: asText,
  updated_at: asText,
  check_cols: asNames,
  hard_deletes: asText,
  snapshot_columns: asMap,
  valid_to_current: asText,
  location: asText,
  format: asText,
  partition_by: asNames,
  write_options: asMap,
  delimiter: asText,
  null_values: asTexts,
  quote_columns: asFlag,
  column_types: asMap,
  timezone: asText,
  as_of: asText,
  keep_versions: asNumber,
  keep_statistics: asNumber,
};

/** Whether a value is a map of YAML. */
export function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Every name of a setting, other spellings included. */
export const settingNames: ReadonlySet<string> = new Set([
  ...Object.keys(readers),
  "allow",
  ...Object.keys(renamed),
]);
