import { describe, expect, it } from "vitest";
import { resolveGraph } from "../../src/graph/resolve-graph.ts";
import type { TestNode } from "../../src/graph/types.ts";
import type {
  ColumnDefinition,
  ConstraintDefinition,
  TestDefinition,
} from "../../src/project/definitions.ts";
import { makeColumn, makeModel, makeProject, makeSpan, makeTest } from "./make-project.ts";

const constraint = (type: string, more: Partial<ConstraintDefinition> = {}): ConstraintDefinition => ({
  type,
  span: makeSpan("models/schema.yml", 7, 9),
  ...more,
});

interface Options {
  readonly contract?: boolean;
  readonly constraints?: readonly ConstraintDefinition[];
  readonly columns?: readonly ColumnDefinition[];
  readonly tests?: readonly TestDefinition[];
  readonly testDefaults?: object;
}

/** The graph of a model `m` beside a model `people`. */
function resolve({ contract = true, testDefaults = {}, constraints, ...rest }: Options) {
  const model = {
    ...makeModel("m", { settings: { contract }, ...rest }),
    ...(constraints && { constraints }),
  };
  const { value, diagnostics } = resolveGraph(
    makeProject([makeModel("people"), model], { config: { testDefaults } }),
  );
  const tests = Object.values(value.nodes).filter((node): node is TestNode => node.kind === "test");
  return {
    names: tests.map(({ name }) => name),
    tests,
    said: diagnostics.map(({ span, code, message }) => `${span?.file}:${span?.line} ${code} ${message}`),
  };
}

const on = (name: string, ...constraints: ConstraintDefinition[]) => makeColumn(name, { constraints });

describe("testsOfConstraints(node, report)", () => {
  it("makes a test of each constraint, on columns and on the whole", () => {
    const { tests, said } = resolve({
      columns: [
        on("id", constraint("primary_key"), constraint("check", { expression: "> 0" })),
        on("person", constraint("foreign_key", { to: "ref('people')", toColumns: ["person_id"] })),
        on("mail", constraint("unique"), constraint("not_null")),
      ],
      constraints: [
        constraint("unique", { columns: ["a", "b"], name: "a_and_b" }),
        constraint("foreign_key", { columns: ["a", "b"], to: "people", toColumns: ["x", "y"] }),
        constraint("check", { expression: "a < b" }),
      ],
    });
    expect(said).toEqual([]);
    expect(tests.map(({ name, test, column, arguments: given }) => [name, test, column, given])).toEqual([
      ["a_and_b", "unique", undefined, { columns: ["a", "b"] }],
      [
        "contract_relationships_m_a__b__x__y__ref_people_",
        "relationships",
        undefined,
        { columns: ["a", "b"], to: "people", fields: ["x", "y"] },
      ],
      ["contract_expression_m_a_b", "expression", undefined, { expression: "a < b" }],
      ["contract_not_null_m_id", "not_null", "id", {}],
      ["contract_unique_m_id", "unique", "id", {}],
      ["contract_expression_m_id___0", "expression", "id", { expression: "> 0" }],
      [
        "contract_relationships_m_person__person_id__ref_people_",
        "relationships",
        "person",
        { to: "ref('people')", field: "person_id" },
      ],
      ["contract_unique_m_mail", "unique", "mail", {}],
      ["contract_not_null_m_mail", "not_null", "mail", {}],
    ]);
    expect(tests.every(({ ofContract, attachedTo }) => ofContract && attachedTo === "model.m")).toBe(true);
    expect(tests[1]).toMatchObject({
      argumentNodes: { to: "model.people" },
      dependsOn: ["model.m", "model.people"],
      span: { line: 7, column: 9 },
    });
  });

  it("makes one test of what several constraints say", () => {
    const { names } = resolve({
      columns: [on("id", constraint("not_null"), constraint("unique"), constraint("primary_key"))],
      constraints: [constraint("not_null", { columns: ["ID"] })],
    });
    expect(names).toEqual(["contract_not_null_m_ID", "contract_unique_m_id"]);
  });

  it("leaves to declared tests what they promise, and nothing less", () => {
    const keys = {
      columns: [on("a"), on("b")],
      constraints: [constraint("primary_key", { columns: ["a", "b"] })],
    };
    const declared = (...tests: TestDefinition[]) => resolve({ ...keys, tests }).names.slice(tests.length);
    expect(declared()).toHaveLength(3);
    expect(
      declared(
        makeTest("not_null", {}, { column: "A" }),
        makeTest("dbt_utils.unique_combination_of_columns", { combination_of_columns: ["b", "a"] }),
      ),
    ).toEqual(["contract_not_null_m_b"]);
    expect(
      declared(
        makeTest("not_null", {}, { column: "a", settings: { severity: "warn" } }),
        makeTest("not_null", {}, { column: "b", settings: { where: "a > 1" } }),
        makeTest("unique", { columns: ["a"] }),
      ),
    ).toHaveLength(3);
    const foreign = (test: TestDefinition) =>
      resolve({
        tests: [test],
        columns: [on("person", constraint("foreign_key", { to: 'ref "people"', toColumns: ["id"] }))],
      }).names.length;
    expect(foreign(makeTest("relationships", { to: "people", field: "ID" }, { column: "person" }))).toBe(1);
    expect(foreign(makeTest("relationships", { to: "people" }, { column: "person" }))).toBe(2);
    const partly = { to: "people", field: "id", from_condition: "a" };
    expect(foreign(makeTest("relationships_where", partly, { column: "person" }))).toBe(2);
  });

  it("holds whatever the project says of tests in general", () => {
    const { tests } = resolve({
      columns: [on("id", constraint("not_null"))],
      testDefaults: { severity: "warn", where: "false", enabled: false, error_if: "> 5", limit: 7 },
    });
    expect(tests.map(({ settings }) => settings)).toEqual([{ severity: "error", limit: 7 }]);
  });

  it("says what a constraint lacks, and which are not held", () => {
    const { said, names } = resolve({
      columns: [
        on("id", constraint("primary_key"), constraint("check")),
        on("b", constraint("foreign_key"), constraint("foreign_key", { expression: "people (id)" })),
        on("c", constraint("custom", { expression: "x" }), constraint("custom", { silent: true })),
      ],
      constraints: [
        constraint("unique"),
        constraint("foreign_key", { columns: ["a"], to: "people", toColumns: ["x", "y"] }),
        constraint("primary_key", { columns: ["c"] }),
        constraint("foreign_key", { columns: ["a"], to: "nobody" }),
      ],
    });
    expect(names).toEqual([
      "contract_not_null_m_c",
      "contract_unique_m_c",
      "contract_relationships_m_a__a__ref_nobody_",
      "contract_not_null_m_id",
      "contract_unique_m_id",
    ]);
    const at = "models/schema.yml:7";
    expect(said).toEqual([
      `${at} Q0817 the primary_key constraint of "m" is incomplete: there is another primary_key; name all columns of the key in one`,
      `${at} Q0817 the unique constraint of "m" is incomplete: it needs \`columns\``,
      `${at} Q0817 the foreign_key constraint of "m" is incomplete: it has 1 of its own columns, and 2 \`to_columns\``,
      `${at} Q0817 the check constraint of "m" is incomplete: it needs an \`expression\``,
      `${at} Q0817 the foreign_key constraint of "m" is incomplete: it needs \`to\` and \`to_columns\``,
      `${at} Q0819 the foreign_key constraint of "m" is not held: it is given as SQL; write \`to\` and \`to_columns\``,
      `${at} Q0819 the custom constraint of "m" is not held: SQL of one's own is not looked into`,
      `${at} Q0101 unknown model "nobody"`,
    ]);
  });

  it("makes none without a contract, and says so", () => {
    const columns = [on("id", constraint("not_null"))];
    expect(resolve({ contract: false, columns })).toMatchObject({
      names: [],
      said: ['models/schema.yml:7 Q0821 the constraints of "m" hold nothing, since it has no contract'],
    });
    const silent = [on("id", constraint("not_null", { silent: true }))];
    expect(resolve({ contract: false, columns: silent }).said).toEqual([]);
  });
});
