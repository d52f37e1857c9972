import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { BaseColumn, BaseTable, ColumnLineage, Lineage } from "../../../src/sql/lineage/lineage.ts";
import { traceLineage } from "../../../src/sql/lineage/trace-lineage.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { openPlanner, type Planner } from "../plan/planner.ts";
import { type HardStatement, hardStatements } from "./statements.ts";
import { tables } from "./tables.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(tables);
});
afterAll(() => planner.close());

async function trace(sql: string): Promise<Lineage> {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(JSON.stringify(read));
  const traced = traceLineage(read.plan);
  if (traced.kind !== "traced") throw new Error(JSON.stringify(traced));
  return traced;
}

describe("traceLineage(plan)", () => {
  it.each(hardStatements.map((statement) => [statement.name, statement] as const))(
    "%s",
    async (_, statement) => {
      expect(describeLineage(await trace(statement.sql))).toEqual(describeExpected(statement));
    },
  );

  it("has at least sixty hard statements to prove itself on", () => {
    expect(hardStatements.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hardStatements.map(({ name }) => name)).size).toBe(hardStatements.length);
  });

  it("keeps the database of a table that lies in another one", async () => {
    await planner.run("attach ':memory:' as lake; create table lake.main.facts (id integer)");
    const { columns, tables: read } = await trace("select f.id from lake.facts f join orders o using (id)");
    expect(columns[0]?.copyOf).toEqual({ database: "lake", schema: "main", table: "facts", column: "id" });
    expect(read).toEqual([
      { schema: "main", table: "orders" },
      { database: "lake", schema: "main", table: "facts" },
    ]);
  });
});

const shortTable = ({ schema, table }: BaseTable) => (schema === "main" ? table : `${schema}.${table}`);
const shortColumn = (column: BaseColumn) => `${shortTable(column)}.${column.column}`;
const words = (text = "") => text.split(" ").filter(Boolean).sort();

function describeColumn({ uses, copyOf, mayLack }: ColumnLineage) {
  return uses
    .map((use) => {
      const name = shortColumn(use);
      return copyOf !== undefined && shortColumn(copyOf) === name ? `=${name}${mayLack ? "?" : ""}` : name;
    })
    .sort();
}

function describeLineage(lineage: Lineage) {
  const as = (kind: string) =>
    lineage.rows
      .filter((row) => row.as === kind)
      .map(shortColumn)
      .sort();
  return {
    columns: lineage.columns.map(describeColumn),
    filter: as("filter"),
    join: as("join"),
    group: as("group"),
    order: as("order"),
    tables: lineage.tables.map(shortTable).sort(),
    functions: lineage.functions.map(({ name }) => name).sort(),
    volatile: lineage.volatile,
  };
}

function describeExpected(statement: HardStatement) {
  const { columns, filter, join, group, order } = statement;
  const used = [...columns, filter, join, group, order].flatMap((text) => words(text));
  const tablesOf = used.map((use) => use.replace(/^=/, "").replace(/\.[^.]+$/, ""));
  return {
    columns: columns.map((column) => words(column)),
    filter: words(filter),
    join: words(join),
    group: words(group),
    order: words(order),
    tables: statement.tables === undefined ? [...new Set(tablesOf)].sort() : words(statement.tables),
    functions: words(statement.functions),
    volatile: words(statement.volatile),
  };
}
