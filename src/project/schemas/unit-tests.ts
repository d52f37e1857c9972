import * as z from "zod";
import { anything, description, map, meta, name, text, texts } from "./common.ts";

const row = z.record(z.string(), anything);

const data = {
  rows: z
    .union([z.array(row), z.string()])
    .nullish()
    .describe(
      "Rows as maps; columns that a row does not name are null. With format, CSV or a SELECT as text.",
    ),
  csv: text.optional().describe("A CSV file: its path from this file's folder, or from the project's."),
  sql: z.string().optional().describe("A SELECT of DuckDB that gives the rows."),
  format: z.enum(["dict", "csv", "sql"]).optional().describe("What `rows` or `fixture` holds."),
  fixture: text.optional().describe("Name of a file in tests/fixtures."),
};

const given = z.strictObject({
  input: text.describe('ref "model", source "source" "table", this; for a macro any name of a table.'),
  ...data,
  types: z
    .record(z.string(), text)
    .nullish()
    .describe("Types of columns, where the project does not know them."),
});

const expectation = z.strictObject({
  ...data,
  columns: z
    .enum(["partial", "exact"])
    .optional()
    .describe("partial (default): only the columns named here are compared; exact: there are no others."),
  order: z.boolean().optional().describe("true compares in order. Default false."),
  of: z
    .enum(["table", "select"])
    .optional()
    .describe(
      "Of an incremental model or snapshot with `this`: the table afterwards (default), or the new rows.",
    ),
});

export const unitTest = z.strictObject({
  name,
  description,
  model: text.optional().describe("The model or snapshot that is tested."),
  macro: text.optional().describe("The macro that is tested, instead of a model."),
  arguments: z
    .union([map, z.array(anything)])
    .nullish()
    .describe("What the macro is called with, as SQL."),
  tags: texts.optional(),
  meta: meta.optional(),
  enabled: z.boolean().optional(),
  config: z
    .strictObject({ tags: texts.optional(), meta: meta.optional(), enabled: z.boolean().optional() })
    .nullish(),
  overrides: z
    .strictObject({
      vars: map.nullish(),
      macros: map
        .nullish()
        .describe("Name -> text in the place of what the macro gives; is_incremental: true."),
      env: map.nullish().describe("Environment variables."),
      env_vars: map.nullish().describe("The same as env."),
    })
    .nullish(),
  now: text
    .optional()
    .describe("The moment that now(), current_date and the like give: 2024-06-01T00:00:00Z."),
  given: z.array(given).nullish().describe("Inputs; those that are not given are empty."),
  expect: z.union([z.array(row), expectation]).describe("The rows that come out."),
});
