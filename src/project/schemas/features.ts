import * as z from "zod";
import { description, map, meta, name, text, texts } from "./common.ts";
import { config, settingShape, tests } from "./settings.ts";

/** SQL, or a value as YAML has it. */
const sql = z.union([z.string(), z.number(), z.boolean()]);

const key = z
  .union([text, z.array(text), z.record(z.string(), text)])
  .describe("Columns that hold the key: one, several in the key's order, or {key: column}.");

const duration = text.describe('30m, 12h, 7d, 2w, 3mo, 1q, 1y, or in words: "12 months".');
const moment = text.describe('A date or timestamp (UTC where no zone is said), or {{var "x"}}.');
const node = text.describe('Name of a node, ref "x", or source "a" "b".');

const clock = {
  timestamp: text.optional().describe("When a row happened: a column, or SQL."),
  known_at: text.optional().describe("From when on a row was known: a column, or SQL."),
  valid_from: text.optional().describe("Rows are states: from when on (a column, or SQL)."),
  valid_to: text.optional().describe("Until when a state is valid, exclusive; null is still valid."),
};

const join = z.strictObject({
  to: text.describe("The other entity."),
  from: node,
  key: key.optional(),
  foreign_key: key.optional().describe("Columns that hold the other entity's key."),
  timezone: text.optional(),
  ...clock,
});

export const entity = z.strictObject({
  name,
  description,
  key: z.union([text, z.array(text).min(1)]).describe("Name of the key, or names of its parts."),
  joins: z.array(join).nullish().describe("How one gets from this entity to others."),
  tags: texts.optional(),
  meta: meta.optional(),
});

const described = {
  description,
  unit: text.optional().describe("Unit of the values: KRW, days."),
  pii: text.optional().describe("What kind of personal data it holds."),
  tags: texts.optional(),
  meta: meta.optional(),
  tests: tests.optional().describe("Data tests of each column that it makes."),
  data_tests: tests.optional().describe("The same as tests."),
};

const scalar = z.union([z.string(), z.number(), z.boolean()]);

const aggregate = {
  agg: text.optional().describe("How rows become a value: count, sum, last, days_since_last, ..."),
  column: sql.optional().describe("The value of a row: a column, or SQL."),
  weight: sql.optional().describe("share, mode: how much a row counts."),
  numerator: sql.optional().describe("ratio: what is summed above."),
  denominator: sql.optional().describe("ratio: what is summed below."),
  by: sql.optional().describe("The category of a row; `values` get a column each."),
  values: z
    .union([z.array(scalar), z.record(z.string(), scalar)])
    .optional()
    .describe("Values of `by`, or {name: value}."),
  quantile: z.number().min(0).max(1).optional().describe("quantile: 0.9 is the ninetieth percentile."),
  k: z.int().min(1).optional().describe("list_last_k: how many."),
  approximate: z.boolean().optional().describe("count_distinct: an estimate will do."),
  where: z.string().optional().describe("Condition on the rows that count."),
  default: sql.optional().describe("Value where there is none, as SQL."),
};

const feature = z.strictObject({
  name,
  ...described,
  ...aggregate,
  windows: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("Lengths of time, or lifetime; each makes a column NAME_7d."),
  ttl: duration.optional().describe("The window of a feature without `windows`."),
  expr: sql.optional().describe("SQL over the columns before it."),
});

const columns = z
  .array(
    z.strictObject({
      name,
      description,
      type: text.optional(),
      data_type: text.optional().describe("The same as type."),
      pii: text.optional(),
      tags: texts.optional(),
      meta: meta.optional(),
      tests: tests.optional(),
      data_tests: tests.optional(),
    }),
  )
  .nullish()
  .describe("Descriptions and tests of single columns that come out.");

const driftLimit = z.union([text, z.number()]);

const driftRule = z.strictObject({
  reference: text.describe("previous, a length of time such as 30d, or the name of a set, view or model."),
  psi: driftLimit.optional().describe('Most that a feature may have: "> 0.2" is beyond.'),
  ks: driftLimit.optional().describe('Most that a number may have: "> 0.1" is beyond.'),
  severity: z.enum(["warn", "error"]).optional().describe("warn tells it (default), error rolls back."),
  features: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe("Names, * for any letters; all but moments without it."),
});

const relation = {
  name,
  description,
  entity: text.describe("Name of the entity."),
  tests: tests.optional().describe("Data tests."),
  data_tests: tests.optional().describe("The same as tests."),
  columns,
  drift: z
    .union([driftRule, z.array(driftRule).min(1)])
    .nullish()
    .describe("What the features of each build are compared with, and how far they may move."),
  config: config.optional(),
  ...settingShape,
};

export const featureView = z.strictObject({
  ...relation,
  from: node,
  key: key.optional(),
  ...clock,
  order: z
    .union([text, z.array(text)])
    .optional()
    .describe("Order of rows of one moment."),
  where: z.string().optional().describe("Condition on the rows that count at all."),
  density: z
    .enum(["dense", "sparse"])
    .optional()
    .describe(
      "How training sets join it: rows summed up in tiles of time first, or one by one. Without it, what a count says is cheaper.",
    ),
  ttl: duration.optional().describe("The window of features that say none."),
  history: z
    .strictObject({ every: duration, from: moment, to: moment })
    .optional()
    .describe("Makes the table NAME_history: key, as_of, features."),
  features: z.array(feature).min(1),
});

const spine = z
  .strictObject({
    every: duration.optional().describe("One row for each of the population at each step."),
    entities: node.optional().describe("every: the population."),
    alive_since: text.optional().describe("every: from when on one is there."),
    alive_until: text.optional().describe("every: until when one is there, exclusive."),
    at: node.optional().describe("One row at each row of this node, such as each order."),
    timestamp: text.optional().describe("at: when a row happened."),
    model: node.optional().describe("A node that says whom and when."),
    as_of: text.optional().describe("model: the column of the moment. Default as_of."),
    key: key.optional(),
    where: z.string().optional(),
    from: moment.optional(),
    to: moment.optional(),
    keep: z
      .union([text, z.array(text)])
      .optional()
      .describe("Columns taken over as they are."),
  })
  .describe("Whom and when: {every, from, to, entities}, {at, timestamp} or {model}.");

const setFeature = z.union([
  text,
  z.strictObject({ name, expr: sql.describe("SQL over the columns before it."), ...described }),
]);

const { by: _by, values: _values, ...labelValue } = aggregate;

const label = z.strictObject({
  name,
  description,
  exists: node.optional().describe("True where this node has a row within the horizon."),
  not_exists: node.optional().describe("True where it has none."),
  from: node.optional().describe("With agg: a value of its rows within the horizon."),
  key: key.optional(),
  timestamp: text.optional().describe("When a row happened: a column, or SQL."),
  within: duration.optional().describe("How far the label looks ahead."),
  observed_until: moment.optional().describe("Up to when the rows are complete."),
  order: z.union([text, z.array(text)]).optional(),
  ...labelValue,
});

const seed = text.optional().describe("Another seed makes another choice.");

const encoding = z.strictObject({
  column: text,
  method: z.enum([
    "one_hot",
    "frequency",
    "target",
    "standard",
    "min_max",
    "robust",
    "log",
    "clip",
    "bins",
    "impute",
  ]),
  as: text.optional().describe("Name of what comes out."),
  values: z.array(scalar).optional().describe("one_hot: the values that get a column."),
  limit: z.int().min(1).optional().describe("one_hot: so many of the commonest values."),
  folds: z.int().min(2).optional().describe("target: folds of the training part."),
  smoothing: z.number().min(0).optional().describe("target: rows that the overall mean counts for."),
  seed,
  lower: z.number().min(0).max(1).optional().describe("clip: lower quantile."),
  upper: z.number().min(0).max(1).optional().describe("clip: upper quantile."),
  count: z.int().min(2).optional().describe("bins: how many."),
  with: scalar.optional().describe("impute: mean, median, mode, or a constant as SQL."),
});

export const featureSet = z.strictObject({
  ...relation,
  spine,
  features: z
    .array(setFeature)
    .min(1)
    .describe("orders.*, orders.revenue_*, orders.recency_days, {name, expr}."),
  label: label.optional(),
  sample: z
    .union([text, z.strictObject({ share: text, seed })])
    .optional()
    .describe("Part of the rows that is taken: 20%."),
  balance: z
    .union([z.literal("weights"), z.strictObject({ under_sample: z.number().min(1), seed })])
    .optional(),
  split: z
    .object({
      by: text,
      seed,
      purge: z
        .union([z.boolean(), duration])
        .optional()
        .describe(
          "by time: leaves out the rows of each part whose label (true), or a length of time, goes past its end.",
        ),
    })
    .catchall(z.union([z.string(), z.number()]))
    .optional()
    .describe("{by: time, train: 2024-09-01, test: end} or {by: entity, train: 0.8, test: 0.2}."),
  encode: z.array(encoding).nullish(),
});

/** `features:` of project.yml is checked by hand, as `models:` is. */
export const featureDefaults = map
  .nullish()
  .describe("Defaults of feature views and training sets, per folder: timezone, as_of, schema, ...");

export const featureSections = {
  entities: z.array(entity).nullish(),
  features: z.array(featureView).nullish(),
  feature_sets: z.array(featureSet).nullish(),
};
