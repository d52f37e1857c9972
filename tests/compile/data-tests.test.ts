import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataTests } from "../../src/compile/data-tests/index.ts";
import type { Json, TestSettings } from "../../src/project/definitions.ts";
import { buildTables, type Engine, openEngine, runTests } from "./support/engine.ts";
import { compileInMemory, type InMemoryProject, type Test } from "./support/in-memory-project.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

/** Number of failing rows of a test on rows given as SQL. */
async function failures(sql: string, test: Test, more: InMemoryProject["models"] = {}): Promise<number> {
  const project = {
    models: { ...more, tested: { sql, settings: { materialized: "table" as const }, tests: [test] } },
  };
  const { graph, nodes, tests, problems } = compileInMemory(project);
  expect(problems).toEqual([]);
  await buildTables(engine, graph, { nodes });
  const rows = Object.values(await runTests(engine, tests));
  expect(rows).toHaveLength(1);
  return rows[0]?.length ?? -1;
}

const numbers = (...values: (number | string | null)[]): string =>
  `select * from (values ${values.map((v) => `(${v === null ? "null" : typeof v === "string" ? `'${v}'` : v})`).join(", ")}) as t(x)`;
const none = "select * from (select 1 as x, 2 as y) where false";

type Case = readonly [
  title: string,
  sql: string,
  test: Test,
  failing: number,
  more?: InMemoryProject["models"],
];
const on = (test: string, args: Record<string, Json> = {}, settings: TestSettings = {}): Test => ({
  test,
  column: "x",
  arguments: args,
  settings,
});
const whole = (test: string, args: Record<string, Json> = {}): Test => ({ test, arguments: args });
const other = (sql: string) => ({ other: { sql, settings: { materialized: "table" as const } } });
const ranges = (...rows: string[]): string =>
  `select * from (values ${rows.map((r) => `(${r})`).join(", ")}) as t(id, l, u)`;

const cases: readonly Case[] = [
  ["not_null passes", numbers(1, 2), on("not_null"), 0],
  ["not_null counts nulls", numbers(1, null, null), on("not_null"), 2],
  ["not_null passes without rows", none, on("not_null"), 0],
  [
    "not_null looks at the rows of where",
    numbers(1, null),
    on("not_null", {}, { where: "x is not null" }),
    0,
  ],
  ["unique passes, nulls aside", numbers(1, 2, null, null), on("unique"), 0],
  ["unique counts values that occur more than once", numbers(1, 1, 1, 2, 2, 3), on("unique"), 2],
  [
    "unique of several columns",
    "select * from (values (1,1),(1,2),(null,1),(null,1)) t(a, b)",
    whole("unique", { columns: ["a", "b"] }),
    0,
  ],
  [
    "unique of several columns fails",
    "select * from (values (1,1),(1,1),(1,2)) t(a, b)",
    whole("unique", { columns: ["a", "b"] }),
    1,
  ],
  [
    "unique_combination takes nulls for equal",
    "select * from (values (1,1),(null,1),(null,1)) t(a, b)",
    whole("dbt_utils.unique_combination_of_columns", { combination_of_columns: ["a", "b"] }),
    1,
  ],
  [
    "unique_combination passes",
    "select * from (values (1,1),(1,2)) t(a, b)",
    whole("unique_combination", { columns: ["a", "b"] }),
    0,
  ],
  [
    "unique_combination of one column",
    numbers(1, 1, null),
    whole("unique_combination", { columns: ["x"] }),
    1,
  ],
  ["accepted_values of texts", numbers("a", "b", "c", "c"), on("accepted_values", { values: ["a", "b"] }), 2],
  [
    "accepted_values of numbers in a column of numbers",
    numbers(1, 2, 3),
    on("accepted_values", { values: [1, 2] }),
    1,
  ],
  [
    "accepted_values of numbers in a column of texts",
    numbers("1", "x"),
    on("accepted_values", { values: [1] }),
    1,
  ],
  [
    "accepted_values without quotes are SQL",
    numbers(1, 2),
    on("accepted_values", { values: ["1 + 0", "1 + 1"], quote: false }),
    0,
  ],
  [
    "accepted_values with quotes in them",
    "select 'it''s' as x",
    on("accepted_values", { values: ["it's"] }),
    0,
  ],
  [
    "accepted_values leaves nulls alone",
    numbers("a", null),
    on("accepted_values", { values: ["a", null] }),
    0,
  ],
  ["accepted_values of booleans", "select true as x", on("accepted_values", { values: [true] }), 0],
  ["not_accepted_values", numbers("a", "b", null), on("not_accepted_values", { values: ["a"] }), 1],
  [
    "relationships passes",
    numbers(1, 1, null),
    on("relationships", { to: "other", field: "id" }),
    0,
    other("select 1 as id"),
  ],
  [
    "relationships counts orphans",
    numbers(1, 2, 2),
    on("relationships", { to: 'ref "other"', field: "id" }),
    2,
    other("select 1 as id union all select null"),
  ],
  [
    "relationships to the column of the same name",
    numbers(1),
    on("relationships", { to: "{{ref 'other'}}" }),
    0,
    other("select 1 as x"),
  ],
  [
    "relationships of several columns",
    "select * from (values (1, 'a'), (1, 'b'), (2, null), (3, 'a')) as t(x, y)",
    whole("relationships", { columns: ["x", "y"], to: "other", fields: ["id", "kind"] }),
    2,
    other("select 1 as id, 'a' as kind union all select 3, 'b'"),
  ],
  [
    "relationships with conditions",
    numbers(1, 2),
    on("relationships_where", { to: "other", field: "id", from_condition: "x <> 2", to_condition: "id < 5" }),
    0,
    other("select * from range(9) t(id)"),
  ],
  ["accepted_range", numbers(0, 5, 10, 11, null), on("accepted_range", { min_value: 1, max_value: 10 }), 2],
  [
    "accepted_range without its bounds",
    numbers(1, 5, 10),
    on("dbt_utils.accepted_range", { min_value: 1, max_value: 10, inclusive: false }),
    2,
  ],
  [
    "accepted_range of dates",
    "select date '2024-01-01' as x",
    on("accepted_range", { min_value: "2024-01-02" }),
    1,
  ],
  ["accepted_range against SQL", "select 1 as x, 2 as y", on("accepted_range", { max_value: "y - 1" }), 0],
  ["expression", "select 1 as x, 2 as y", whole("expression", { expression: "x + 1 = y" }), 0],
  [
    "expression with a comment at its end",
    "select 1 as x",
    whole("expression", { expression: "x = 2 -- never" }),
    1,
  ],
  ["expression of a column", numbers(1, -1, null), on("expression_is_true", { expression: ">= 0" }), 1],
  ["expression of a column, in words", numbers(1, null), on("expression", { expression: "is not null" }), 1],
  ["expression that names its column", numbers(1), on("expression", { expression: "x > 5" }), 1],
  ["row_count between", numbers(1, 2), whole("row_count", { min: 1, max: 2 }), 0],
  ["row_count too few", none, whole("row_count", { min: 1 }), 1],
  ["row_count equals a number", numbers(1), whole("row_count", { equals: 2 }), 1],
  [
    "row_count equals that of a relation",
    numbers(1),
    whole("row_count", { equals: 'ref "other"' }),
    0,
    other("select 1 as id"),
  ],
  [
    "equal_rowcount",
    numbers(1),
    whole("dbt_utils.equal_rowcount", { compare_model: "ref('other')" }),
    1,
    other(none),
  ],
  [
    "equal_rowcount by group",
    numbers(1, 1, 2),
    whole("equal_rowcount", { compare_model: "other", group_by_columns: ["x"] }),
    2,
    other(numbers(1, 3, 2)),
  ],
  [
    "fewer_rows_than",
    numbers(1),
    whole("fewer_rows_than", { compare_model: "other" }),
    0,
    other(numbers(1, 2)),
  ],
  [
    "fewer_rows_than fails when equal",
    numbers(1),
    whole("fewer_rows_than", { compare_model: "other" }),
    1,
    other(numbers(1)),
  ],
  ["not_null_proportion", numbers(1, null), on("not_null_proportion", { at_least: 0.5 }), 0],
  ["not_null_proportion too low", numbers(1, null, null), on("not_null_proportion", { at_least: 0.5 }), 1],
  [
    "not_null_proportion too high",
    numbers(1, 1),
    on("not_null_proportion", { at_least: 0, at_most: 0.9 }),
    1,
  ],
  ["not_null_proportion without rows", none, on("not_null_proportion", { at_least: 1 }), 0],
  [
    "not_null_proportion by group",
    "select * from (values (1, 1), (2, null)) t(g, x)",
    on("not_null_proportion", { at_least: 0.5, group_by_columns: ["g"] }),
    1,
  ],
  ["sequential", numbers(3, 1, 2), on("sequential"), 0],
  ["sequential with a hole", numbers(1, 2, 4), on("sequential"), 1],
  [
    "sequential by groups",
    "select * from (values (1, 1), (1, 2), (2, 7)) t(g, x)",
    on("sequential", { group_by: ["g"] }),
    0,
  ],
  [
    "sequential by spans of time",
    "select date '2024-01-01' + i::int as x from range(3) t(i)",
    on("sequential", { interval: "1 day" }),
    0,
  ],
  [
    "sequential by date parts",
    "select timestamp '2024-01-01' + i * interval 2 hours as x from range(3) t(i)",
    on("sequential", { interval: 1, datepart: "hour" }),
    2,
  ],
  [
    "mutually_exclusive_ranges",
    ranges("1, 1, 2", "1, 2, null", "2, 1, 9"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u", partition_by: "id" }),
    0,
  ],
  [
    "mutually_exclusive_ranges overlap",
    ranges("1, 1, 3", "1, 2, 4"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u" }),
    1,
  ],
  [
    "mutually_exclusive_ranges open in the middle",
    ranges("1, 1, null", "1, 2, 4"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u" }),
    1,
  ],
  [
    "mutually_exclusive_ranges without gaps",
    ranges("1, 1, 2", "1, 3, 4"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u", gaps: "not_allowed" }),
    1,
  ],
  [
    "mutually_exclusive_ranges with gaps",
    ranges("1, 1, 2", "1, 2, 4"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u", gaps: "required" }),
    1,
  ],
  [
    "mutually_exclusive_ranges of no length",
    ranges("1, 1, 1"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u" }),
    1,
  ],
  [
    "mutually_exclusive_ranges of no length, allowed",
    ranges("1, 1, 1"),
    whole("mutually_exclusive_ranges", { lower: "l", upper: "u", zero_length: true }),
    0,
  ],
  [
    "equality",
    "select 1 as a, 'x' as b",
    whole("equality", { compare_model: "other" }),
    0,
    other("select 'x' as b, 1 as a"),
  ],
  [
    "equality of different rows",
    numbers(1, 2),
    whole("equality", { compare_model: "other" }),
    2,
    other(numbers(1, 3)),
  ],
  [
    "equality counts how often",
    numbers(1, 1),
    whole("equality", { compare_model: "other" }),
    1,
    other(numbers(1)),
  ],
  [
    "equality with another column",
    "select 1 as x",
    whole("equality", { compare_model: "other" }),
    2,
    other("select 1 as x, 2 as y"),
  ],
  [
    "equality without a column",
    "select 1 as x, 1 as y",
    whole("equality", { compare_model: "other", exclude: ["y"] }),
    0,
    other("select 1 as x, 2 as y"),
  ],
  [
    "equality of some columns",
    "select 1 as x, 1 as y",
    whole("equality", { compare_model: "other", compare_columns: ["x"] }),
    0,
    other("select 1 as x, 2 as z"),
  ],
  [
    "equality to a precision",
    "select 1.0001::double as x, 'k' as y",
    whole("equality", { compare_model: "other", precision: 2 }),
    0,
    other("select 1.0002::double as x, 'k' as y"),
  ],
  [
    "equality beyond a precision",
    "select 1.01::decimal(9,2) as x",
    whole("equality", { compare_model: "other", precision: 2 }),
    2,
    other("select 1.02::decimal(9,2) as x"),
  ],
  ["not_constant", numbers(1, 2), on("not_constant"), 0],
  ["not_constant fails", numbers(1, 1, null), on("not_constant"), 1],
  ["not_constant passes without values", numbers(null), on("not_constant"), 0],
  ["at_least_one", numbers(null, 1), on("at_least_one"), 0],
  ["at_least_one fails", "select null::int as x", on("at_least_one"), 1],
  [
    "at_least_one by group",
    "select * from (values (1, 1), (2, null)) t(g, x)",
    on("at_least_one", { group_by_columns: ["g"] }),
    1,
  ],
  ["freshness", "select timestamp '2026-01-15 00:00:00' as x", on("freshness", { within: "12h" }), 0],
  [
    "freshness too old",
    "select timestamp '2026-01-14 23:59:59' as x",
    on("freshness", { within: "12 hours" }),
    1,
  ],
  [
    "freshness without rows",
    "select * from (select now() as x) where false",
    on("recency", { datepart: "day", interval: 1 }),
    1,
  ],
  [
    "recency of a field, by day",
    "select date '2026-01-14' as t",
    whole("dbt_utils.recency", { field: "t", datepart: "day", interval: 1, ignore_time_component: true }),
    0,
  ],
  ["not_empty_string", "select * from (values ('a'), (' '), (null)) t(x)", on("not_empty_string"), 1],
  ["not_empty_string, untrimmed", "select ' ' as x", on("not_empty_string", { trim_whitespace: false }), 0],
  [
    "cardinality_equality",
    numbers(1, 1, 2),
    on("cardinality_equality", { field: "y", to: "other" }),
    0,
    other("select * from (values (1), (2), (1)) t(y)"),
  ],
  [
    "cardinality_equality fails",
    numbers(1, 1),
    on("cardinality_equality", { field: "y", to: "other" }),
    2,
    other("select 1 as y"),
  ],
];

describe("compileTest(compilation, test)", () => {
  it.each(cases.map((one) => [one[0], one] as const))("%s", async (_title, [, sql, test, failing, more]) => {
    expect(await failures(sql, test, more)).toBe(failing);
  });

  it("has a case for every data test", () => {
    const known = new Set(cases.map(([, , { test }]) => test));
    expect(Object.keys(dataTests).filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(["or der", "select", 'qu"ote', "Größe", "a.b", "x (usd)"])(
    "quotes a column named %s",
    async (name) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      const column = { column: name };
      const { graph, nodes, tests, problems } = compileInMemory({
        models: {
          "odd model": {
            sql: `select 1 as ${quoted} union all select 1`,
            settings: { materialized: "table" },
            columns: { [name]: null },
            tests: [
              { test: "not_null", ...column },
              { test: "unique", ...column },
              { test: "accepted_values", ...column, arguments: { values: [1] } },
              { test: "accepted_range", ...column, arguments: { min_value: 1 } },
              { test: "relationships", ...column, arguments: { to: "odd model", field: name } },
              { test: "unique_combination", arguments: { columns: [name] } },
              { test: "not_constant", ...column },
            ],
          },
        },
      });
      expect(problems).toEqual([]);
      await buildTables(engine, graph, { nodes });
      const rows = await runTests(engine, tests);
      expect(Object.values(rows).map((found) => found.length)).toEqual([0, 1, 0, 0, 0, 1, 1]);
    },
  );

  it("reads an ephemeral node, a source and a seed", async () => {
    const { tests, problems } = compileInMemory({
      models: {
        inner: { sql: "select 1 as x", settings: { materialized: "ephemeral" } },
        outer: {
          sql: 'select x from {{ref "inner"}}',
          settings: { materialized: "ephemeral" },
          tests: [
            { test: "unique", column: "x" },
            { test: "row_count", arguments: { equals: 2 } },
          ],
        },
      },
      sources: {
        "raw.numbers": {
          schema: "main",
          identifier: "source_numbers",
          tests: [{ test: "not_null", column: "x" }],
        },
      },
    });
    expect(problems).toEqual([]);
    await engine.run("create or replace table source_numbers as select null as x");
    expect(
      Object.values(await runTests(engine, tests))
        .map((rows) => rows.length)
        .sort(),
    ).toEqual([0, 1, 1]);
  });
});

describe("problems of data tests", () => {
  const problemsOf = (test: Test) =>
    compileInMemory({
      models: { tested: { sql: "select 1 as x", tests: [test] }, other: "select 1 as x" },
    }).problems.map(({ code, message, span }) => [code, message, span?.line]);

  it.each<[Test, string, string]>([
    [{ test: "not_nul", column: "x" }, "Q0470", 'unknown data test "not_nul" — did you mean "not_null"?'],
    [
      on("accepted_values", { value: ["a"], values: ["b"] }),
      "Q0471",
      'data test accepted_values has no argument "value" — did you mean "values"?',
    ],
    [on("accepted_values"), "Q0472", 'data test accepted_values needs "values"'],
    [
      on("accepted_range", { min_value: 1, inclusive: "yes" }),
      "Q0473",
      '"inclusive" of data test accepted_range is "yes", but should be true or false',
    ],
    [
      whole("row_count", { value: "other" }),
      "Q0473",
      '"equals" of data test row_count is "other", but should be written as ref "other"',
    ],
    [
      on("not_null", {}, { error_if: "more than 3" }),
      "Q0474",
      'error_if "more than 3" is not a condition on the number of failing rows',
    ],
    [{ test: "not_null" }, "Q0475", "data test not_null needs a column"],
    [on("accepted_range"), "Q0476", "data test accepted_range: it needs `min_value`, `max_value` or both"],
    [
      { test: "relationships", arguments: { to: "tested" } },
      "Q0476",
      "data test relationships: it needs a column, or `columns: [...]`",
    ],
    [
      { test: "relationships", arguments: { to: "tested", columns: ["x", "y"], field: "x" } },
      "Q0476",
      "data test relationships: it compares 2 columns with 1",
    ],
    [{ test: "unique" }, "Q0476", "data test unique: it needs a column, or `columns: [...]`"],
    [
      whole("mutually_exclusive_ranges", { lower: "a", upper: "b", gaps: "some" }),
      "Q0473",
      '"gaps" of data test mutually_exclusive_ranges is "some", but should be one of allowed, not_allowed, required',
    ],
  ])("%j", (test, code, message) => {
    expect(problemsOf(test)).toEqual([[code, message, 1]]);
  });

  it("takes the settings over", () => {
    const { tests } = compileInMemory({
      models: {
        tested: {
          sql: "select 1 as x",
          tests: [
            on(
              "not_null",
              {},
              {
                severity: "warn",
                warn_if: "> 10",
                error_if: "between 20 and 30",
                limit: 7,
                store_failures: false,
              },
            ),
          ],
        },
      },
    });
    expect(Object.values(tests)[0]).toMatchObject({
      severity: "warn",
      warnIf: { operator: ">", value: 10 },
      errorIf: { operator: "between", value: 20, upper: 30 },
      limit: 7,
      storeFailures: false,
      gates: "model.tested",
    });
  });
});

describe("macros and statements as data tests", () => {
  it("calls a partial with the model, the column and the arguments", async () => {
    const { graph, nodes, tests, problems } = compileInMemory({
      models: {
        tested: {
          sql: "select 1 as x union all select 3",
          settings: { materialized: "table" },
          tests: [on("below", { limit_value: 2 }), on("odd"), on("twice")],
        },
      },
      macros: {
        test_below:
          "{{params model column limit_value}}select * from {{model}} where {{column}} >= {{limit_value}}",
        odd: "select * from {{model}} where {{column_name}} % 2 = 1",
        twice: ((call: { model: string; column: string }) =>
          `select * from ${call.model} where ${call.column} * 2 = 2`) as never,
      },
    });
    expect(problems).toEqual([]);
    await buildTables(engine, graph, { nodes });
    expect(Object.values(await runTests(engine, tests)).map((rows) => rows.length)).toEqual([1, 2, 1]);
  });

  it("checks the arguments of a partial that declares them", () => {
    const { problems } = compileInMemory({
      models: { tested: { sql: "select 1 as x", tests: [on("below", { limit: 2 })] } },
      macros: { test_below: "{{params model column limit_value}}select 1" },
    });
    expect(problems.map(({ code, span }) => [code, span?.file])).toEqual([
      ["Q0455", "models/tested.yml"],
      ["Q0456", "models/tested.yml"],
    ]);
  });

  it("runs a singular test, with a comment and a semicolon at its end", async () => {
    const { graph, nodes, tests, problems } = compileInMemory({
      models: { tested: { sql: "select 1 as x", settings: { materialized: "table" } } },
      singularTests: {
        positive: 'select * from {{ref "tested"}} where x > 0; -- all\n',
        filtered: { sql: 'select x from {{ref "tested"}} -- x', settings: { where: "x > 1" } },
      },
    });
    expect(problems).toEqual([]);
    await buildTables(engine, graph, { nodes });
    expect(Object.values(await runTests(engine, tests)).map((rows) => rows.length)).toEqual([1, 0]);
  });
});
