import * as z from "zod";
import type { RuleName } from "../rule-names.ts";
import { name, text } from "./common.ts";

const severity = z.enum(["off", "warn", "error"]);

/** A severity alone, or with the rule's parameters. */
const setting = <S extends z.core.$ZodLooseShape>(parameters: S) =>
  z.union([severity, z.strictObject({ severity: severity.optional(), ...parameters })]);

const builtIn = {
  no_key_test: setting({}).describe("A model, seed or snapshot that no test holds to a key."),
  source_read_late: setting({
    folders: z.array(text).optional().describe("Folders of models that read no source."),
  }).describe("A source that is read behind staging, in a project without stages."),
  source_read_twice: setting({}).describe("A source that more than one model reads."),
  unused_source: setting({}).describe("A source that nothing reads."),
  unused_model: setting({}).describe("A model before the last stage that nothing reads."),
  undocumented_public_model: setting({}).describe("A public model or its columns without a description."),
  star_from_source: setting({}).describe("select * from a source whose columns are not declared."),
  fan_out_join: setting({}).describe("A join on columns that are unique on neither side."),
  model_too_wide: setting({
    columns: z.int().min(1).optional().describe("The most columns that are fine; 100 where not said."),
  }).describe("A model of very many columns."),
  duplicate_model: setting({}).describe("Two models of one statement."),
  hard_coded_relation: setting({}).describe("A node that is read by the name of its table, without a ref."),
  exposure_reads_staging: setting({}).describe(
    "An exposure that reads a source or a model of the first stage.",
  ),
  leak: setting({}).describe(
    "A feature of a training set that tells of what its label is made of; an error where not said.",
  ),
} as const satisfies Readonly<Record<RuleName, z.ZodType>>;

/** `rules:` of project.yml; other names are those of files in rules/. */
export const rules = z
  .object(Object.fromEntries(Object.entries(builtIn).map(([key, schema]) => [key, schema.optional()])))
  .catchall(setting({}))
  .nullish();

const written = z.string().regex(/^\s*[\w-]+\s*:\s*\S/, {
  error: 'the name of a rule and why it does not hold: "unused_model: the BI tool reads it"',
});

const allowance = z.strictObject({
  rule: name.describe("Name of the rule."),
  reason: name.describe("Why it does not hold here."),
});

/** Findings that are silenced, each with a reason. */
export const allow = z
  .union([written, allowance, z.array(z.union([written, allowance]))])
  .nullable()
  .describe(
    'Rules that are not held here, and why: {rule: unused_model, reason: "..."} or "unused_model: ...".',
  );

/** Settings of a rule's own file. */
export const ruleFileSchemas = {
  severity: severity.describe("warn where not said."),
  description: z.string().describe("What the rule is for; said with its findings."),
} as const satisfies Readonly<Record<string, z.ZodType>>;
