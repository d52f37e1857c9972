import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json, TestSettings } from "../../src/project/definitions.ts";
import { buildTables, type Engine, openEngine, runTests } from "./support/engine.ts";
import { compileInMemory } from "./support/in-memory-project.ts";

/** Seeds of a published package of data tests; its own project says which of its tests pass on them. */
const folder = join(import.meta.dirname, "../../../shared/cases/sql-macros");
const isThere = existsSync(folder);
if (!isThere) console.warn(`published data tests: NOT RUN, ${folder} is absent`);

interface Case {
  readonly seed: string;
  readonly test: string;
  readonly column?: string;
  readonly arguments?: Readonly<Record<string, Json>>;
  readonly settings?: TestSettings;
  readonly fails?: true;
}

const accepted = "data_test_accepted_range";
const gaps = "data_test_mutually_exclusive_ranges_with_gaps";
const periods = {
  lower_bound_column: "valid_from",
  upper_bound_column: "valid_to",
  partition_by: "subscription_id",
};

const cases: readonly Case[] = [
  { seed: accepted, test: "accepted_range", column: "id", arguments: { min_value: -1, max_value: 11 } },
  {
    seed: accepted,
    test: "accepted_range",
    column: "id",
    arguments: { min_value: -2, max_value: 11.1, inclusive: false },
  },
  {
    seed: accepted,
    test: "accepted_range",
    column: "id",
    arguments: { max_value: 11, inclusive: false },
    fails: true,
  },
  { seed: accepted, test: "accepted_range", column: "id", arguments: { min_value: 0 }, fails: true },
  { seed: "data_test_at_least_one", test: "at_least_one", column: "value" },
  {
    seed: "data_test_at_least_one",
    test: "at_least_one",
    column: "value",
    arguments: { group_by_columns: ["field"] },
    fails: true,
  },
  {
    seed: "data_test_equal_rowcount",
    test: "equal_rowcount",
    arguments: { compare_model: "data_test_equal_rowcount", group_by_columns: ["field"] },
  },
  {
    seed: "data_test_fewer_rows_than_table_1",
    test: "fewer_rows_than",
    arguments: { compare_model: "data_test_fewer_rows_than_table_2" },
  },
  {
    seed: "data_test_fewer_rows_than_table_1",
    test: "fewer_rows_than",
    arguments: { compare_model: "data_test_fewer_rows_than_table_2", group_by_columns: ["col_a"] },
  },
  {
    seed: "data_test_fewer_rows_than_table_2",
    test: "fewer_rows_than",
    arguments: { compare_model: "data_test_fewer_rows_than_table_1" },
    fails: true,
  },
  {
    seed: "data_test_equality_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_b", compare_columns: ["col_a", "col_b"] },
  },
  {
    seed: "data_test_equality_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_b", exclude_columns: ["col_c"] },
  },
  {
    seed: "data_test_equality_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_b" },
    fails: true,
  },
  {
    seed: "data_test_equality_floats_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_floats_b", precision: 4 },
  },
  {
    seed: "data_test_equality_floats_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_floats_b" },
    fails: true,
  },
  {
    seed: "data_test_equality_floats_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_floats_b", precision: 7 },
    fails: true,
  },
  {
    seed: "data_test_equality_floats_columns_a",
    test: "equality",
    arguments: {
      compare_model: "data_test_equality_floats_columns_b",
      exclude_columns: ["to_ignore"],
      precision: 4,
    },
  },
  {
    seed: "data_test_equality_floats_columns_a",
    test: "equality",
    arguments: {
      compare_model: "data_test_equality_floats_columns_b",
      compare_columns: ["id", "float_number"],
      precision: 4,
    },
  },
  {
    seed: "data_test_equality_floats_columns_a",
    test: "equality",
    arguments: { compare_model: "data_test_equality_floats_columns_b", precision: 4 },
    fails: true,
  },
  {
    seed: "data_test_expression_is_true",
    test: "expression_is_true",
    arguments: { expression: "col_a + col_b = 1" },
  },
  {
    seed: "data_test_expression_is_true",
    test: "expression_is_true",
    arguments: { expression: "col_a = 0.5" },
    fails: true,
  },
  {
    seed: "data_test_expression_is_true",
    test: "expression_is_true",
    arguments: { expression: "col_b = 0.5" },
    settings: { where: "col_a = 0.5" },
  },
  {
    seed: "data_test_expression_is_true",
    test: "expression_is_true",
    column: "col_a",
    arguments: { expression: "+ col_b = 1" },
  },
  {
    seed: "data_test_mutually_exclusive_ranges_no_gaps",
    test: "mutually_exclusive_ranges",
    arguments: { lower_bound_column: "lower_bound", upper_bound_column: "upper_bound", gaps: "not_allowed" },
  },
  {
    seed: "data_test_mutually_exclusive_ranges_no_gaps",
    test: "mutually_exclusive_ranges",
    arguments: { lower_bound_column: "lower_bound", upper_bound_column: "upper_bound", gaps: "required" },
    fails: true,
  },
  { seed: gaps, test: "mutually_exclusive_ranges", arguments: { ...periods, gaps: "allowed" } },
  { seed: gaps, test: "mutually_exclusive_ranges", arguments: { ...periods, gaps: "required" } },
  {
    seed: gaps,
    test: "mutually_exclusive_ranges",
    arguments: { ...periods, gaps: "not_allowed" },
    fails: true,
  },
  {
    seed: `${gaps}_zero_length`,
    test: "mutually_exclusive_ranges",
    arguments: { ...periods, zero_length_range_allowed: true },
  },
  {
    seed: `${gaps}_zero_length`,
    test: "mutually_exclusive_ranges",
    arguments: { ...periods, zero_length_range_allowed: false },
    fails: true,
  },
  {
    seed: "data_test_not_accepted_values",
    test: "not_accepted_values",
    column: "city",
    arguments: { values: ["Madrid", "Berlin"] },
  },
  {
    seed: "data_test_not_accepted_values",
    test: "not_accepted_values",
    column: "city",
    arguments: { values: ["Paris"] },
    fails: true,
  },
  { seed: "data_test_not_constant", test: "not_constant", column: "field" },
  {
    seed: "data_test_not_constant",
    test: "not_constant",
    column: "field",
    arguments: { group_by_columns: ["col_a"] },
  },
  { seed: "data_test_not_constant", test: "not_constant", column: "col_a", fails: true },
  {
    seed: "data_test_relationships_where_table_1",
    test: "relationships_where",
    column: "id",
    arguments: { to: "data_test_relationships_where_table_2", field: "id", from_condition: "id <> 3" },
  },
  {
    seed: "data_test_relationships_where_table_1",
    test: "relationships",
    column: "id",
    arguments: { to: "data_test_relationships_where_table_2", field: "id" },
    fails: true,
  },
  {
    seed: "data_test_sequential_timestamps",
    test: "sequential_values",
    column: "my_timestamp",
    arguments: { interval: 1, datepart: "hour" },
  },
  {
    seed: "data_test_sequential_timestamps",
    test: "sequential_values",
    column: "my_timestamp",
    arguments: { interval: 1, datepart: "day" },
    fails: true,
  },
  {
    seed: "data_test_sequential_values",
    test: "sequential_values",
    column: "my_even_sequence",
    arguments: { interval: 2 },
  },
  {
    seed: "data_test_sequential_values",
    test: "sequential_values",
    column: "my_even_sequence",
    arguments: { interval: 2, group_by_columns: ["col_a"] },
  },
  { seed: "data_test_sequential_values", test: "sequential_values", column: "my_even_sequence", fails: true },
  {
    seed: "data_unique_combination_of_columns",
    test: "unique_combination_of_columns",
    arguments: { combination_of_columns: ["month", "product"] },
  },
  {
    seed: "data_unique_combination_of_columns",
    test: "unique_combination_of_columns",
    arguments: { combination_of_columns: ["month"] },
    fails: true,
  },
  {
    seed: "data_not_null_proportion",
    test: "not_null_proportion",
    column: "point_5",
    arguments: { at_least: 0.5, at_most: 0.5 },
  },
  {
    seed: "data_not_null_proportion",
    test: "not_null_proportion",
    column: "point_5",
    arguments: { at_least: 0.51 },
    fails: true,
  },
  {
    seed: "data_not_null_proportion",
    test: "not_null_proportion",
    column: "point_9",
    arguments: { at_least: 0.9 },
  },
  {
    seed: "data_cardinality_equality_a",
    test: "cardinality_equality",
    column: "same_name",
    arguments: { field: "same_name", to: "data_cardinality_equality_b" },
  },
  {
    seed: "data_cardinality_equality_a",
    test: "cardinality_equality",
    column: "same_name",
    arguments: { field: "different_name", to: "data_cardinality_equality_b" },
  },
  { seed: "data_people", test: "unique", column: "id" },
  { seed: "data_people", test: "not_null", column: "email" },
  { seed: "data_people", test: "accepted_values", column: "is_active", arguments: { values: [true, false] } },
];

describe.runIf(isThere)("data tests on the seeds of a published package", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine(folder);
  });
  afterAll(() => engine.close());

  const seedOf = (name: string) => ({
    sql: `select * from read_csv('${name}.csv', header = true)`,
    settings: { materialized: "table" as const },
  });

  it.each(
    cases.map(
      (one) =>
        [
          `${one.test} ${one.fails ? "fails" : "passes"} on ${one.seed} ${JSON.stringify(one.arguments ?? one.column)}`,
          one,
        ] as const,
    ),
  )("%s", async (_title, { seed, fails, ...test }) => {
    const others = Object.values(test.arguments ?? {})
      .filter((value) => String(value).startsWith("data_"))
      .map(String);
    const models = Object.fromEntries(others.map((name) => [name, seedOf(name)]));
    const { graph, nodes, tests, problems } = compileInMemory({
      models: { ...models, [seed]: { ...seedOf(seed), tests: [test] } },
    });
    expect(problems.filter(({ code }) => code !== "Q0301")).toEqual([]);
    await buildTables(engine, graph, { nodes });
    const [rows = []] = Object.values(await runTests(engine, tests));
    expect(rows.length > 0).toBe(fails === true);
  });
});
