import type { Session } from "../adapters/adapter.ts";
import { diagnose } from "../base/diagnostic.ts";
import type { Column } from "../compile/types.ts";
import type { CompiledUnitTest } from "../compile/unit-tests/types.ts";
import type { Dialect } from "../sql/dialect.ts";
import { compareRows } from "./compare-rows.ts";
import { fillTable, findColumn } from "./fill-table.ts";
import { renderDifference } from "./render-difference.ts";
import type { UnitOutcome } from "./types.ts";

const expectedTable = "quern_expected";

export interface ResultCheck {
  readonly test: CompiledUnitTest;
  readonly name: string;
  /** `model "fct_orders"`. */
  readonly subject: string;
  /** The table that holds the result. */
  readonly table: string;
}

/** Compares the result with what the test expects, whose values are cast to the result's types first. */
export async function checkResult(
  { test, name, subject, table }: ResultCheck,
  session: Session,
  dialect: Dialect,
): Promise<UnitOutcome> {
  const { expect } = test;
  const actual = await session.describe(`select * from ${table}`);
  const request = {
    name: subject,
    table: expectedTable,
    columns: actual,
    rows: expect.data,
    span: expect.span,
  };
  const problems = await fillTable(request, session, dialect);
  if (problems.length > 0) return { status: "error", failures: 0, diagnostics: problems };
  const named = await namedColumns(test, actual, session);
  if (expect.exact && named.length < actual.length) {
    const columns = actual.filter((column) => !named.includes(column)).map((column) => column.name);
    const problem = diagnose("Q0913", { columns, subject }, { span: expect.span });
    return { status: "fail", failures: columns.length, diagnostics: [problem] };
  }
  const list = named.length === 0 ? "NULL" : named.map((column) => dialect.quoteName(column.name)).join(", ");
  const rowsOf = (from: string) => session.rows(`select ${list} from ${from} order by rowid`);
  const difference = compareRows(await rowsOf(expectedTable), await rowsOf(table), named, expect.ordered);
  if (difference === undefined) return { status: "pass", failures: 0, diagnostics: [] };
  const { missing, unexpected } = difference;
  const parameters = { test: name, subject, missing, unexpected };
  const problem = diagnose("Q0900", parameters, { span: expect.span });
  return {
    status: "fail",
    failures: missing + unexpected,
    diagnostics: [{ ...problem, details: renderDifference(difference) }],
    difference,
  };
}

/** The columns of the result that the expectation names; all where it names none. */
async function namedColumns(
  { expect }: CompiledUnitTest,
  actual: readonly Column[],
  session: Session,
): Promise<readonly Column[]> {
  const { data } = expect;
  const names =
    data.kind === "sql"
      ? (await session.describe(data.sql)).map((column) => column.name)
      : data.rows.flatMap(({ cells }) => cells.map(({ column }) => column));
  if (names.length === 0) return actual;
  return [...new Set(names.flatMap((name) => findColumn(actual, name) ?? []))];
}
