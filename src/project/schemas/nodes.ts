import * as z from "zod";
import { anything, description, duration, map, meta, name, owner, text, texts } from "./common.ts";
import { featureSections } from "./features.ts";
import { allow } from "./rules.ts";
import { config, settingShape, tests } from "./settings.ts";
import { unitTest } from "./unit-tests.ts";

const constraint = z
  .strictObject({
    type: z.enum(["not_null", "unique", "primary_key", "foreign_key", "check", "custom"]),
    name: text.optional(),
    expression: z.string().optional(),
    columns: texts.optional(),
    to: text.optional(),
    to_columns: texts.optional(),
    warn_unenforced: z.boolean().optional(),
    warn_unsupported: z.boolean().optional(),
  })
  .describe("A constraint of a contract.");

const constraints = z.array(constraint).nullish();

const described = {
  name,
  description,
  tests: tests.optional().describe("Data tests."),
  data_tests: tests.optional().describe("The same as tests."),
};

const column = z.strictObject({
  ...described,
  type: text.optional(),
  data_type: text.optional().describe("The same as type."),
  pii: text.optional().describe("What kind of personal data it holds."),
  tags: texts.optional(),
  meta: meta.optional(),
  quote: z.boolean().optional(),
  constraints,
  config: z.strictObject({ tags: texts.optional(), meta: meta.optional() }).nullish(),
});

const columns = z.array(column).nullish();

const version = z.strictObject({
  v: text,
  defined_in: text.optional().describe("Name of the SQL file without .sql; else name_vV."),
  description,
  columns: z
    .array(z.union([column, z.strictObject({ include: texts.optional(), exclude: texts.optional() })]))
    .nullish()
    .describe("{include: all, exclude: [...]} of the model's columns, and columns of its own."),
  tests: described.tests,
  data_tests: described.data_tests,
  deprecation_date: text.optional(),
  config: config.optional(),
  ...settingShape,
});

const modelShape = {
  ...described,
  columns,
  constraints,
  docs: map.nullish(),
  config: config.optional(),
  ...settingShape,
};

export const model = z.strictObject({
  ...modelShape,
  versions: z.array(version).nullish(),
  latest_version: text.optional(),
  deprecation_date: text.optional(),
});

export const seed = z.strictObject(modelShape);
export const snapshot = z.strictObject(modelShape);

const freshness = z
  .strictObject({
    column: text.optional().describe("Column or expression of the load time; else the file's time counts."),
    loaded_at_field: text.optional().describe("The same as column."),
    filter: z.string().optional(),
    warn_after: duration.nullish(),
    error_after: duration.nullish(),
  })
  .nullable();

const sourceShape = {
  path: text.optional().describe("File or glob; {table} stands for the table's name."),
  format: z.enum(["csv", "json", "parquet"]).optional(),
  read: map.nullish().describe("Options of the reader."),
  database: text.optional(),
  schema: text.optional(),
  freshness: freshness.optional(),
  loaded_at_field: text.optional().describe("The same as column of freshness."),
  event_time: text.optional(),
  tags: texts.optional(),
  meta: meta.optional(),
  allow: allow.optional(),
  enabled: z.boolean().optional(),
};

const sourceConfig = z
  .strictObject({
    enabled: z.boolean().optional(),
    tags: texts.optional(),
    meta: meta.optional(),
    freshness: freshness.optional(),
    event_time: text.optional(),
    loaded_at_field: text.optional(),
  })
  .nullish();

const table = z.strictObject({
  ...described,
  ...sourceShape,
  identifier: text.optional().describe("Name in the warehouse; else name."),
  columns,
  config: sourceConfig,
});

export const source = z.strictObject({
  name,
  description,
  ...sourceShape,
  loader: text.optional(),
  config: sourceConfig,
  tables: z.array(table).nullish(),
});

export const exposure = z.strictObject({
  name,
  label: text.optional(),
  description,
  type: z.enum(["dashboard", "notebook", "analysis", "ml", "application"]),
  url: text.optional(),
  maturity: z.enum(["low", "medium", "high"]).optional(),
  owner: owner.nullish(),
  depends_on: z.array(z.string()).nullish().describe('ref "model", source "source" "table"'),
  tags: texts.optional(),
  meta: meta.optional(),
  allow: allow.optional(),
  enabled: z.boolean().optional(),
  config: z
    .strictObject({ enabled: z.boolean().optional(), tags: texts.optional(), meta: meta.optional() })
    .nullish(),
});

export const group = z.strictObject({ name, description, owner: owner.nullish(), config: map.nullish() });

export const selector = z.strictObject({
  name,
  description,
  definition: anything.describe(
    "A selector as on the command line, or dbt's maps of method, union and intersection.",
  ),
  default: z.boolean().optional(),
});

/** A YAML file of models/, features/, seeds/, snapshots/ or tests/. */
export const propertiesFile = z.strictObject({
  version: anything.optional(),
  sources: z.array(source).nullish(),
  models: z.array(model).nullish(),
  seeds: z.array(seed).nullish(),
  snapshots: z.array(snapshot).nullish(),
  exposures: z.array(exposure).nullish(),
  groups: z.array(group).nullish(),
  selectors: z.array(selector).nullish(),
  unit_tests: z.array(unitTest).nullish(),
  ...featureSections,
});
