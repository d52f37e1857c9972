import { describe, expect, it } from "vitest";
import { codesAndPlaces, runUnits } from "./run-units.ts";

const files = {
  "models/revenue.sql": 'select status, sum(amount) as revenue from {{ref "stg_orders"}} group by status\n',
};

/** A test of `revenue` with other lines in it. */
const test = (lines: string) => `  - name: t
    model: revenue
${lines.replace(/^/gm, "    ")}
`;

async function problemsOf(tests: string, more: Readonly<Record<string, string>> = {}) {
  const { problems } = await runUnits({ files: { ...files, ...more }, tests });
  return problems;
}

describe("what is wrong with a unit test", () => {
  const cases: readonly [string, string, string, string][] = [
    [
      "a key that is not known",
      test("expects: []\nexpect: []"),
      "Q0002 tests/unit.yml:4:5",
      'unknown key "expects" in unit test "t" — did you mean "expect"?',
    ],
    [
      "rows given twice",
      test("given: [{input: stg_orders, rows: [], csv: a.csv}]\nexpect: []"),
      "Q0901 tests/unit.yml:4:43",
      "the rows are given twice: by `rows` and by `csv`",
    ],
    [
      "neither a model nor a macro",
      "  - {name: t, expect: []}\n",
      "Q0902 tests/unit.yml:2:12",
      'unit test "t" does not say what it tests',
    ],
    [
      "both of them",
      "  - {name: t, model: a, macro: b, expect: []}\n",
      "Q0902 tests/unit.yml:2:12",
      'unit test "t" names a model and a macro',
    ],
    [
      "an unknown macro",
      "  - {name: t, macro: dolars, expect: []}\n",
      "Q0903 tests/unit.yml:2:22",
      'unknown macro "dolars" — did you mean "dollars"?',
    ],
    [
      "an override of an unknown macro",
      test("overrides: {macros: {dolars: 1}}\nexpect: []"),
      "Q0903 tests/unit.yml:4:26",
      'unknown macro "dolars" — did you mean "dollars"?',
    ],
    [
      "an unknown model",
      "  - {name: t, model: revnue, expect: []}\n",
      "Q0101 tests/unit.yml:2:22",
      'unknown model "revnue" — did you mean "revenue"?',
    ],
    [
      "an unknown input",
      test("given: [{input: stg_ordrs}]\nexpect: []"),
      "Q0101 tests/unit.yml:4:21",
      'unknown model "stg_ordrs" — did you mean "stg_orders"?',
    ],
    [
      "an input that is not read",
      test('given: [{input: source "raw" "orders"}]\nexpect: []'),
      "Q0904 tests/unit.yml:4:21",
      'model "revenue" does not read "raw.orders"',
    ],
    [
      "an input that is given twice",
      test('given: [{input: stg_orders}, {input: ref "stg_orders"}]\nexpect: []'),
      "Q0905 tests/unit.yml:4:42",
      'the rows of "ref "stg_orders"" are given already (tests/unit.yml:4:21)',
    ],
    [
      "a seed",
      "  - {name: t, model: statuses, expect: []}\n",
      "Q0906 tests/unit.yml:2:22",
      '"statuses" is a seed: unit tests are of models, snapshots, features and macros',
    ],
    [
      "rows of before where there are none",
      test("given: [{input: this}]\nexpect: []"),
      "Q0907 tests/unit.yml:4:21",
      'model "revenue" has no rows of before: `this` is for incremental models and snapshots',
    ],
    [
      "a file that is not there",
      test("given: [{input: stg_orders, csv: no.csv}]\nexpect: []"),
      "Q0908 tests/unit.yml:4:38",
      'there is no file "no.csv"',
    ],
    [
      "a file that is empty",
      test("given: [{input: stg_orders, csv: empty.csv}]\nexpect: []"),
      "Q0909 tests/empty.csv:1:1",
      "the CSV cannot be read: it is empty",
    ],
    [
      "a field too many",
      test("given: [{input: stg_orders, csv: wide.csv}]\nexpect: []"),
      "Q0909 tests/wide.csv:3:7",
      "the CSV cannot be read: a line has 3 fields, the header 2",
    ],
    [
      "a quote that is left open",
      test("given: [{input: stg_orders, csv: open.csv}]\nexpect: []"),
      "Q0909 tests/open.csv:2:6",
      "the CSV cannot be read: a quoted field is not closed",
    ],
    [
      "two columns of one name",
      test("given: [{input: stg_orders, csv: twins.csv}]\nexpect: []"),
      "Q0909 tests/twins.csv:1:8",
      'the CSV cannot be read: two columns are called "status"',
    ],
    [
      "an unknown column",
      test("given:\n  - input: stg_orders\n    rows:\n      - {status: a}\n      - {sttus: b}\nexpect: []"),
      "Q0910 tests/unit.yml:8:14",
      '"stg_orders" has no column "sttus" — did you mean "status"?',
    ],
    [
      "an unknown column of a CSV file",
      test("given: [{input: stg_orders, csv: odd.csv}]\nexpect: []"),
      "Q0910 tests/odd.csv:1:8",
      '"stg_orders" has no column "amuont" — did you mean "amount"?',
    ],
    [
      "an unknown column of a SELECT",
      test("given: [{input: stg_orders, sql: select 1 as stat}]\nexpect: []"),
      "Q0910 tests/unit.yml:4:38",
      '"stg_orders" has no column "stat"',
    ],
    [
      "a column that the result lacks",
      test("given: [{input: stg_orders}]\nexpect: [{revenu: 1}]"),
      "Q0910 tests/unit.yml:5:15",
      'model "revenue" has no column "revenu" — did you mean "revenue"?',
    ],
    [
      "a value that does not fit",
      test("given: [{input: stg_orders, rows: [{order_id: 1}, {order_id: many}]}]\nexpect: []"),
      "Q0911 tests/unit.yml:4:66",
      '"many" does not fit column "order_id" of type INTEGER',
    ],
    [
      "a value of which digits would be lost",
      test("given: [{input: stg_orders, rows: [{amount: 1.005}]}]\nexpect: []"),
      "Q0911 tests/unit.yml:4:49",
      '1.005 does not fit column "amount" of type DECIMAL(10,2)',
    ],
    [
      "an input without columns",
      "  - {name: t, model: untyped, expect: []}\n",
      "Q0912 tests/unit.yml:2:12",
      'nobody knows the columns of "raw.untyped"',
    ],
    [
      "a SELECT that cannot be run",
      test("given: [{input: stg_orders, sql: select x}]\nexpect: []"),
      "Q0915 tests/unit.yml:4:38",
      'the SELECT cannot be run: Referenced column "x" was not found because the FROM clause is missing',
    ],
    [
      "a SELECT that fails over its rows",
      test("given: [{input: stg_orders, sql: \"select 'a' as order_id\"}]\nexpect: []"),
      "Q0915 tests/unit.yml:4:38",
      "the SELECT cannot be run: Could not convert string 'a' to INT32",
    ],
    [
      "an empty SELECT",
      test('given: [{input: stg_orders, sql: ""}]\nexpect: []'),
      "Q0915 tests/unit.yml:4:38",
      "the SELECT cannot be run: it is empty",
    ],
    [
      "a moment that is none",
      test("now: soon\nexpect: []"),
      "Q0916 tests/unit.yml:4:10",
      '"soon" is not a moment',
    ],
    [
      "new rows where there are none of before",
      test("expect: {of: select, rows: []}"),
      "Q0918 tests/unit.yml:4:5",
      "`of: select` compares the new rows, of which there are none without rows of before",
    ],
    [
      "a macro whose text cannot be run",
      "  - {name: t, macro: dollars, arguments: [amount], expect: []}\n",
      "Q0914 tests/unit.yml:2:12",
      'unit test "t" cannot be run: Referenced column "amount" was not found because the FROM clause is missing',
    ],
    [
      "a name that is taken",
      "  - {name: t, model: revenue, expect: []}\n  - {name: t, model: revenue, expect: []}\n",
      "Q0302 tests/unit.yml:3:12",
      'two tests are called "t"; the other is at tests/unit.yml:2:12',
    ],
  ];

  const more = {
    "macros/dollars.ts": "export const dollars = (column: string) => `${column} / 100`;\n",
    "models/statuses.csv": "status\npaid\n",
    "models/untyped.sql": 'select * from {{source "raw" "untyped"}}\n',
    "models/untyped.yml": "sources: [{name: raw, schema: raw, tables: [{name: untyped}]}]\n",
    "tests/empty.csv": "\n",
    "tests/wide.csv": 'status,amount\na,1\n"b",2,,\n'.replace(",,\n", ", 3\n"),
    "tests/open.csv": 'status,amount\na,1,"b\n'.replace("a,1,", 'a,"",'),
    "tests/twins.csv": "status,status\n",
    "tests/odd.csv": "status,amuont\na,1\n",
  };

  it.each(cases)("is told at its place: %s", async (_what, tests, place, message) => {
    const problems = await problemsOf(tests, more);
    expect(codesAndPlaces(problems)).toContain(place);
    expect(problems.map((problem) => problem.message).join("\n")).toContain(message);
  });

  it("is told at the line of the model where the model is to blame", async () => {
    const problems = await problemsOf("  - {name: t, model: revenue, expect: []}\n", {
      "models/revenue.sql":
        'select status,\n  sum(amuont) as revenue\nfrom {{ref "stg_orders"}} group by 1\n',
    });
    expect(codesAndPlaces(problems)).toEqual(["Q0107 models/revenue.sql:2:7"]);
    expect(problems[0]?.message).toBe('unknown column "amuont" — did you mean "amount"?');
  });

  it("is told in the words of the materialisation where rows break its rules", async () => {
    const problems = await problemsOf(
      `  - name: t
    model: merged
    given: [{input: this, rows: []}, {input: stg_orders, rows: [{order_id: 1}, {order_id: 1}]}]
    expect: []
`,
      {
        "models/merged.sql":
          '{{config materialized="incremental" unique_key="order_id"}}\nselect order_id from {{ref "stg_orders"}}\n',
      },
    );
    expect(codesAndPlaces(problems)).toEqual(["Q0420 tests/unit.yml:5:5"]);
  });

  it("warns of a clock that cannot be frozen", async () => {
    const problems = await problemsOf("  - {name: t, model: clock, now: 2024-06-01, expect: []}\n", {
      "models/clock.sql": 'select system.main.now() as at from {{ref "stg_orders"}}\n',
    });
    expect(problems.map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", "the clock of system.main.now() cannot be frozen"],
    ]);
  });
});
