import * as z from "zod";
import { anything, map, meta, text, texts } from "./common.ts";
import { allow } from "./rules.ts";

/**
 * Every setting of models, seeds and snapshots: in project.yml per folder, in YAML (beside `name` or under `config:`) and in
 * `{{config}}`. Where a list is wanted, one text will do.
 */
export const settingSchemas = {
  materialized: z
    .enum(["view", "table", "ephemeral", "incremental", "snapshot", "external", "seed"])
    .describe("How the node becomes a relation."),
  enabled: z.boolean().describe("false leaves the node out of the graph."),
  schema: text.describe("Schema of the relation; else that of the target."),
  alias: text.describe("Name of the relation; else that of the node."),
  tags: texts.describe("Names to select by; those of all layers add up."),
  meta: meta.describe("Anything; those of all layers merge."),
  group: text.describe("Group that owns the node."),
  access: z.enum(["private", "protected", "public"]).describe("Who may ref the node."),
  stage: text.describe("Stage, where the folder does not say it."),
  pre_hook: texts.describe("Statements before the node is built."),
  post_hook: texts.describe("Statements after the node was built."),
  persist_docs: z
    .union([
      z.boolean(),
      z.strictObject({ relation: z.boolean().optional(), columns: z.boolean().optional() }),
    ])
    .describe("Write descriptions to the warehouse as comments."),
  full_refresh: z
    .boolean()
    .describe("Always (true) or never (false) rebuild an incremental model from scratch."),
  grants: z.record(z.string(), texts).describe("Privilege -> grantees."),
  owner: text.describe("Who answers for the node."),
  volatile: z.boolean().describe("Runs at each build, changed or not."),
  contract: z
    .union([z.boolean(), z.strictObject({ enforced: z.boolean() })])
    .describe("Columns, types and constraints are exactly those declared."),
  allow,
  strategy: z
    .enum(["append", "delete+insert", "merge", "microbatch", "timestamp", "check"])
    .describe("Of an incremental model or (timestamp, check) of a snapshot."),
  incremental_strategy: z
    .enum(["append", "delete+insert", "merge", "microbatch"])
    .describe("The same as strategy."),
  unique_key: texts.describe("Columns that identify a row."),
  on_schema_change: z
    .enum(["fail", "append", "sync", "ignore", "append_new_columns", "sync_all_columns"])
    .describe("What happens when an incremental model's columns change."),
  merge_update_columns: texts.describe("merge: only these columns are updated."),
  merge_exclude_columns: texts.describe("merge: these columns are never updated."),
  merge_update_condition: z
    .string()
    .describe("merge: condition on `new` and `old` for updating a matched row."),
  incremental_predicates: texts.describe("Conditions on the existing rows (`old`) that bound the search."),
  event_time: text.describe("Column of the event's time: microbatch, --sample."),
  batch_size: z.enum(["hour", "day", "month", "year"]).describe("microbatch: what one batch covers."),
  lookback: z.int().min(0).describe("microbatch: batches before the newest one that run again."),
  begin: text.describe("microbatch: ISO date or timestamp (UTC) of the first batch."),
  concurrent_batches: z.boolean().describe("microbatch: batches may run at the same time."),
  snapshot_strategy: z.enum(["timestamp", "check"]).describe("How a snapshot sees that a row changed."),
  updated_at: text.describe("snapshot: column that says when a row changed."),
  check_cols: texts.describe("snapshot: columns compared; `all` for all."),
  hard_deletes: z
    .enum(["ignore", "invalidate", "new_record"])
    .describe("snapshot: what becomes of vanished rows."),
  invalidate_hard_deletes: z.boolean().describe("The same as hard_deletes: invalidate."),
  snapshot_columns: z
    .record(z.string(), z.string())
    .describe("snapshot: names of valid_from, valid_to, is_deleted, snapshot_id, updated_at."),
  snapshot_meta_column_names: z.record(z.string(), z.string()).describe("The same as snapshot_columns."),
  valid_to_current: text.describe("snapshot: SQL of valid_to in current rows; else NULL."),
  dbt_valid_to_current: text.describe("The same as valid_to_current."),
  location: text.describe("external: file or folder written."),
  format: z.enum(["parquet", "csv", "json"]).describe("external: format written."),
  partition_by: texts.describe("external: columns that make folders."),
  write_options: map.describe("external: options of COPY."),
  delimiter: z.string().describe("seed: what separates values."),
  null_values: texts.describe("seed: texts that mean null."),
  quote_columns: z.boolean().describe("seed: quote the columns' names."),
  column_types: z.record(z.string(), z.string()).describe("seed: column -> type."),
  timezone: text.describe("features: zone of dates and of calendar steps, such as Asia/Seoul; else UTC."),
  as_of: text.describe(
    "feature view: moment of the current values: now (default), hour, day, a date or a timestamp.",
  ),
  keep_versions: z.int().min(0).describe("training set: builds whose rows are kept."),
  keep_statistics: z
    .int()
    .min(0)
    .describe("features: builds of which statistics and drift are kept; default 100; 0 measures nothing."),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** Spellings of dbt, by which a setting may be named as well. */
export const settingAliases: Readonly<Record<string, keyof typeof settingSchemas>> = {
  "pre-hook": "pre_hook",
  "post-hook": "post_hook",
};

/** Shape whose every setting may be absent, for objects that also hold other keys. */
export const settingShape: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  [
    ...Object.entries(settingSchemas),
    ...Object.entries(settingAliases).map(([alias, key]) => [alias, settingSchemas[key]] as const),
  ].map(([key, schema]) => [key, schema.optional()]),
);

export const config = z.strictObject(settingShape).nullable();

/** Settings of data tests: beside the test's arguments, under its `config:`, or in project.yml. */
export const testSettingSchemas = {
  severity: z.enum(["error", "warn", "ERROR", "WARN"]),
  warn_if: text,
  error_if: text,
  where: z.string(),
  limit: z.int().min(1),
  store_failures: z.boolean(),
  tags: texts,
  enabled: z.boolean(),
  meta,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export const testSettingShape: Readonly<Record<string, z.ZodType>> = Object.fromEntries(
  Object.entries(testSettingSchemas).map(([key, schema]) => [key, schema.optional()]),
);

export const test = z
  .union([z.string(), z.record(z.string(), anything)])
  .describe("A data test: its name, {name: {arguments}}, or {test: name, arguments}.");

export const tests = z.array(test).nullable();
