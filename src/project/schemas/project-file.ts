import * as z from "zod";
import { anything, map, name, text, texts } from "./common.ts";
import { featureDefaults } from "./features.ts";
import { rules } from "./rules.ts";
import { testSettingShape } from "./settings.ts";

const duckDbTarget = z.strictObject({
  type: z.literal("duckdb"),
  path: text.describe('File of the database, relative to the project, or ":memory:".'),
  schema: text.optional().describe('Default "main".'),
  threads: z.int().min(1).optional().describe("Nodes built at the same time."),
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  extensions: texts.optional(),
});

const postgresTarget = z.strictObject({
  type: z.literal("postgres"),
  url: text.describe('Without secrets: {{env "DATABASE_URL"}}.'),
  schema: text.optional().describe('Default "public".'),
  threads: z.int().min(1).optional(),
});

/** `models:` of project.yml is checked by hand (project/folder-settings.ts): its keys are folders, models and settings. */
export const projectFile = z.strictObject({
  name: name.regex(/^[A-Za-z_][\w-]*$/, { error: "letters, digits, _ and -, starting with a letter" }),
  version: anything.optional(),
  stages: z
    .array(text)
    .nullish()
    .describe("Folders of models/, in order: a stage reads itself and earlier ones."),
  models: map
    .nullish()
    .describe("Defaults per folder below models/, as nested maps; keys of settings may carry a +."),
  features: featureDefaults,
  tests: z.strictObject(testSettingShape).nullish().describe("Defaults of every data test."),
  data_tests: z.strictObject(testSettingShape).nullish().describe("The same as tests."),
  rules: rules.describe("Rules of the project: off, warn or error by name, or a map with parameters."),
  vars: map.nullish(),
  target: text.optional().describe("Name of the target used where --target is absent."),
  targets: z.record(z.string(), z.discriminatedUnion("type", [duckDbTarget, postgresTarget])).nullish(),
  packages: z.array(text).nullish().describe("npm packages that ship models/ and macros/."),
  on_run_start: texts.optional().describe("Statements before anything is built."),
  on_run_end: texts.optional().describe("Statements after everything was built."),
});
