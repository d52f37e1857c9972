import { describe, expect, it } from "vitest";
import type { UnitTestDefinition } from "../../src/project/definitions.ts";
import { readSound } from "./support/make-project.ts";

async function readUnitTest(yaml: string, file = "tests/unit.yml"): Promise<UnitTestDefinition> {
  const { definitions } = await readSound({ [file]: yaml });
  const found = definitions.find((definition) => definition.kind === "unit-test");
  if (found?.kind !== "unit-test") throw new Error("there is no unit test");
  return found;
}

/** Without places. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) => (/^(?:span|keySpan)$/.test(key) ? undefined : inner)),
  );
}

describe("readUnitTest(reader, node)", () => {
  it("reads rows, files and SELECTs, with the place of every cell", async () => {
    const test = await readUnitTest(`unit_tests:
  - name: t
    description: what it says
    model: ref "orders"
    tags: [a]
    now: 2024-06-01
    given:
      - {input: ref('x'), rows: [{id: 1, name: null}]}
      - {input: y, csv: rows/y.csv}
      - {input: this, sql: select 1, types: {id: BIGINT}}
    expect: [{id: 2}]
`);
    expect(plain(test)).toMatchObject({
      name: "t",
      description: "what it says",
      tags: ["a"],
      subject: { kind: "node", input: { call: { call: "ref", arguments: ["orders"] } } },
      now: { text: "2024-06-01" },
      given: [
        {
          input: { call: { arguments: ["x"] } },
          data: {
            kind: "rows",
            rows: [
              {
                cells: [
                  { column: "id", value: 1 },
                  { column: "name", value: null },
                ],
              },
            ],
          },
        },
        { input: { text: "y" }, data: { kind: "file", path: "rows/y.csv" } },
        { input: { text: "this" }, data: { kind: "sql", sql: "select 1" }, types: { id: "BIGINT" } },
      ],
      expect: {
        exact: false,
        ordered: false,
        of: "table",
        data: { kind: "rows", rows: [{ cells: [{ column: "id", value: 2 }] }] },
      },
    });
    const [first] = test.given;
    expect(first?.data.kind === "rows" && first.data.rows[0]?.cells[0]).toMatchObject({
      keySpan: { line: 8, column: 35 },
      span: { line: 8, column: 39 },
    });
  });

  it("takes what dbt writes", async () => {
    const test = await readUnitTest(
      `version: 2
unit_tests:
  - name: t
    model: orders
    config: {tags: [a], meta: {b: 1}}
    overrides:
      macros: {is_incremental: true, dbt_utils_star: "*"}
      vars: {days: 3}
      env_vars: {X: 1}
    given:
      - {input: ref('x'), format: csv, fixture: x_rows}
      - {input: ref('y'), format: sql, rows: select 1 as id}
      - input: source('raw', 'z')
        format: csv
        rows: |
          id
          1
      - {input: ref('w'), format: dict, rows: [{id: 1}]}
    expect: {format: sql, fixture: wanted}
`,
      "models/orders.yml",
    );
    expect(plain(test)).toMatchObject({
      tags: ["a"],
      meta: { b: 1 },
      overrides: {
        vars: { days: 3 },
        environment: { X: "1" },
        macros: [
          { name: "is_incremental", value: true },
          { name: "dbt_utils_star", value: "*" },
        ],
      },
      given: [
        { data: { kind: "file", path: "tests/fixtures/x_rows.csv" } },
        { data: { kind: "sql", sql: "select 1 as id" } },
        {
          input: { call: { call: "source", arguments: ["raw", "z"] } },
          data: { kind: "csv", text: "id\n1\n" },
        },
        { data: { kind: "rows" } },
      ],
      expect: { data: { kind: "file", path: "tests/fixtures/wanted.sql" } },
    });
  });

  it("reads tests of macros, and leaves out what is disabled", async () => {
    const { definitions } = await readSound({
      "tests/unit.yml": `unit_tests:
  - {name: named, macro: m, arguments: {a: x}, expect: []}
  - {name: listed, macro: m, arguments: [x, 1], expect: {rows: [], columns: exact, order: true, of: select}}
  - {name: off, macro: m, enabled: false, expect: []}
  - {name: off_too, macro: m, config: {enabled: false}, expect: []}
`,
    });
    expect(plain(definitions)).toMatchObject([
      { name: "named", subject: { kind: "macro", name: "m", arguments: { a: "x" } } },
      {
        name: "listed",
        subject: { arguments: ["x", 1] },
        expect: { exact: true, ordered: true, of: "select" },
      },
    ]);
  });

  it("leaves the tags in rows and SELECTs alone", async () => {
    const test = await readUnitTest(`unit_tests:
  - name: t
    model: orders
    overrides: {macros: {m: "{{x}}"}}
    given: [{input: y, rows: [{text: "{{not a tag}}"}]}]
    expect: [{text: "{{nor this}}"}]
`);
    expect(JSON.stringify(test)).toContain("{{not a tag}}");
  });

  it("does not look into the folders below tests/", async () => {
    const { definitions } = await readSound({
      "tests/deep/unit.yml": "unit_tests: [{name: t, model: x, expect: []}]\n",
    });
    expect(definitions).toEqual([]);
  });
});
