import { EngineError, type Session } from "../adapters/adapter.ts";
import { type Diagnostic, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import { findSuggestion } from "../base/suggest.ts";
import type { Column } from "../compile/types.ts";
import type { Fixture } from "../compile/unit-tests/types.ts";
import type { UnitRow } from "../project/definitions.ts";
import type { Dialect } from "../sql/dialect.ts";
import { keepsDigits, renderValue, typeOfValues } from "./render-value.ts";

/** A table to make for a test. */
export interface TableRequest {
  /** As the user calls it. */
  readonly name: string;
  /** As SQL. */
  readonly table: string;
  /** Undefined where nobody knows them: then they are those of the rows. */
  readonly columns: readonly Column[] | undefined;
  /** Types that the test says itself. */
  readonly types?: Readonly<Record<string, string>>;
  /** Absent for an empty table. */
  readonly rows?: Fixture | undefined;
  /** What the table is for, where the rows are not to blame for its absence. */
  readonly span: Span;
}

/**
 * Makes a table and puts a test's rows into it, missing columns as null. Unknown columns and values that do not fit are returned, at their
 * places.
 */
export async function fillTable(
  request: TableRequest,
  session: Session,
  dialect: Dialect,
): Promise<readonly Diagnostic[]> {
  const { name, table, rows, span } = request;
  const known = request.columns ?? (rows && (await columnsOfRows(rows, session)));
  const columns = known && withTypes(known, request.types ?? {});
  if (columns === undefined || columns.length === 0) return [diagnose("Q0912", { input: name }, { span })];
  const definitions = columns.map((column) => `${dialect.quoteName(column.name)} ${column.type}`);
  try {
    await session.run(`create table ${table} (${definitions.join(", ")})`);
  } catch (error) {
    return [diagnose("Q0912", { input: name }, { span, cause: reasonOf(error) })];
  }
  if (rows === undefined) return [];
  return rows.kind === "sql"
    ? insertSelect(rows, { ...request, columns }, session, dialect)
    : insertRows(rows.rows, { ...request, columns }, session, dialect);
}

/** The columns with the types that the test says, and columns that only it knows of where nobody else knows any. */
function withTypes(columns: readonly Column[], types: Readonly<Record<string, string>>): readonly Column[] {
  const own = Object.entries(types).map(([name, type]) => ({ name, type }));
  // A column of nothing but NULL is stored as INTEGER, as CREATE TABLE AS does.
  const typed = columns.map((column) => {
    const type = findColumn(own, column.name)?.type ?? column.type;
    return { name: column.name, type: type === "NULL" || type === '"NULL"' ? "INTEGER" : type };
  });
  return columns.length > 0 ? typed : own;
}

type Known = TableRequest & { readonly columns: readonly Column[] };

async function columnsOfRows(rows: Fixture, session: Session): Promise<readonly Column[] | undefined> {
  if (rows.kind === "sql") {
    const described = await describe(rows.sql, session);
    return "error" in described ? undefined : described.columns;
  }
  const values = new Map<string, UnitRow["cells"][number]["value"][]>();
  for (const { cells } of rows.rows)
    for (const { column, value } of cells) values.set(column, [...(values.get(column) ?? []), value]);
  return [...values].map(([name, given]) => ({ name, type: typeOfValues(given) }));
}

async function describe(
  sql: string,
  session: Session,
): Promise<{ readonly columns: readonly Column[] } | { readonly error: string }> {
  try {
    return { columns: await session.describe(sql) };
  } catch (error) {
    return { error: reasonOf(error) };
  }
}

async function insertSelect(
  { sql, span }: Extract<Fixture, { kind: "sql" }>,
  { name, table, columns }: Known,
  session: Session,
  dialect: Dialect,
): Promise<readonly Diagnostic[]> {
  const refuse = (reason: string) => [diagnose("Q0915", { reason }, { span, sql })];
  const described = await describe(sql, session);
  if ("error" in described) return refuse(described.error);
  const given = described.columns.map((column) => column.name);
  const unknown = given.filter((column) => !findColumn(columns, column));
  if (unknown.length > 0) return unknown.map((column) => unknownColumn(column, name, columns, span));
  const names = given.map((column) => dialect.quoteName(column)).join(", ");
  try {
    await session.run(`insert into ${table} (${names}) select * from (\n${sql}\n)`);
    return [];
  } catch (error) {
    return refuse(reasonOf(error));
  }
}

async function insertRows(
  rows: readonly UnitRow[],
  { name, table, columns }: Known,
  session: Session,
  dialect: Dialect,
): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  const reported = new Set<string>();
  for (const { column, keySpan, value, span } of rows.flatMap(({ cells }) => cells)) {
    const known = findColumn(columns, column);
    if (known && !keepsDigits(value, known.type)) problems.push(unfit(value, known, span));
    if (known || reported.has(column)) continue;
    reported.add(column);
    problems.push(unknownColumn(column, name, columns, keySpan));
  }
  if (problems.length > 0 || rows.length === 0) return problems;
  const lines = rows.map(({ cells }) => {
    const values = columns.map(({ name: column, type }) => {
      const cell = cells.findLast((one) => one.column.toLowerCase() === column.toLowerCase());
      return cell === undefined ? "NULL" : renderValue(cell.value, type, dialect);
    });
    return `(${values.join(", ")})`;
  });
  try {
    await session.run(`insert into ${table} values ${lines.join(",\n")}`);
    return [];
  } catch (error) {
    const found = await findUnfit(rows, columns, session, dialect);
    if (found.length > 0) return found;
    throw error;
  }
}

/** Casts cell by cell, to tell which does not fit. */
async function findUnfit(
  rows: readonly UnitRow[],
  columns: readonly Column[],
  session: Session,
  dialect: Dialect,
): Promise<readonly Diagnostic[]> {
  const problems: Diagnostic[] = [];
  for (const { column, value, span } of rows.flatMap(({ cells }) => cells)) {
    const known = findColumn(columns, column);
    if (known === undefined) continue;
    try {
      await session.rows(`select ${renderValue(value, known.type, dialect)}`);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      problems.push(unfit(value, known, span));
    }
  }
  return problems;
}

function unfit(value: unknown, { name, type }: Column, span: Span): Diagnostic {
  return diagnose("Q0911", { value: JSON.stringify(value), column: name, type }, { span });
}

/** Says that a column is none of those known, which are listed. */
export function unknownColumn(
  column: string,
  input: string,
  columns: readonly Column[],
  span: Span,
): Diagnostic {
  const known = columns.map((one) => one.name);
  const suggestion = findSuggestion(column, known);
  return diagnose(
    "Q0910",
    { column, input, known, ...(suggestion !== undefined && { suggestion }) },
    { span },
  );
}

/** The engine compares names without case. */
export function findColumn(columns: readonly Column[], name: string): Column | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

/** The first line of the engine's words; anything else is ours, and thrown again. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof EngineError)) throw error;
  return (error.message.split("\n")[0] ?? "").replace(/^[A-Z]\w+ Error: /, "").trim();
}
