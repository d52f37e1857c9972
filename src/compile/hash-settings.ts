import { hashOf, stableJson } from "../base/hash.ts";
import type { ResolvedSettings, SeedNode } from "../graph/types.ts";

/** Settings that say what a node's table holds or where it goes. Who owns it, how it is found and when it runs are not among them. */
const meaningful = [
  "materialized",
  "schema",
  "alias",
  "strategy",
  "unique_key",
  "on_schema_change",
  "merge_update_columns",
  "merge_exclude_columns",
  "merge_update_condition",
  "incremental_predicates",
  "event_time",
  "batch_size",
  "begin",
  "lookback",
  "snapshot_strategy",
  "updated_at",
  "check_cols",
  "hard_deletes",
  "snapshot_columns",
  "valid_to_current",
  "location",
  "format",
  "partition_by",
  "write_options",
  "delimiter",
  "null_values",
  "quote_columns",
  "column_types",
  "pre_hook",
  "post_hook",
  "grants",
] as const satisfies readonly (keyof ResolvedSettings)[];

const hashes = new Map<string, string>();

/** A hash of the settings that change a node's result. Most nodes of a project share a few sets of settings, so each is hashed once. */
export function hashSettings(settings: ResolvedSettings): string {
  let text = "";
  for (const key of meaningful) {
    const value = settings[key];
    if (value !== undefined) text += `${key}=${typeof value === "string" ? value : stableJson(value)}\n`;
  }
  let hash = hashes.get(text);
  if (hash === undefined) {
    hash = hashOf(text);
    if (hashes.size < 10_000) hashes.set(text, hash);
  }
  return hash;
}

/** The declared column types of a seed, those of `column_types` nearest. */
export function seedTypes(node: SeedNode): Readonly<Record<string, string>> {
  const declared = node.columns.flatMap(({ name, type }) =>
    type === undefined ? [] : [[name, type] as const],
  );
  return { ...Object.fromEntries(declared), ...node.settings.column_types };
}
