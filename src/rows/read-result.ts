import type * as Arquero from "arquero";
import type { ColumnBatch } from "../adapters/adapter.ts";
import { DiagnosticError, diagnose } from "../base/diagnostic.ts";
import type { Span } from "../base/span.ts";
import type { CompiledRows } from "../compile/types.ts";

/** For whom rows are read, for messages. */
export interface RowsOwner {
  readonly name: string;
  readonly span: Span;
}

/**
 * The rows that a function returned, in the order of the declared columns: an Arquero table, an array of objects, or several of them one
 * after another. Throws a DiagnosticError where they have other columns, or are no rows.
 */
export async function* readResult(
  returned: unknown,
  columns: CompiledRows["columns"],
  owner: RowsOwner,
): AsyncGenerator<ColumnBatch> {
  const names = columns.map(({ name }) => name);
  const result = await returned;
  if (isTable(result)) yield batchOfTable(result, names, owner);
  else if (Array.isArray(result) && !result.some(isRows)) yield* batchesOfObjects(result, names, owner);
  else if (isIterable(result)) {
    for await (const part of result) {
      if (isTable(part)) yield batchOfTable(part, names, owner);
      else if (Array.isArray(part)) yield* batchesOfObjects(part, names, owner);
      else throw refuse(part, owner);
    }
  } else throw refuse(result, owner);
}

function isTable(value: unknown): value is Arquero.ColumnTable {
  return (
    typeof value === "object" &&
    value !== null &&
    ["columnNames", "column", "reify", "numRows"].every(
      (name) => typeof (value as Readonly<Record<string, unknown>>)[name] === "function",
    )
  );
}

const isRows = (value: unknown): boolean => isTable(value) || Array.isArray(value);

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return (
    typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)
  );
}

/** Filters and orders of the table are carried out. */
function batchOfTable(table: Arquero.ColumnTable, names: readonly string[], owner: RowsOwner): ColumnBatch {
  compareColumns(table.columnNames(), names, owner);
  const rows = table.isFiltered() || table.isOrdered() ? table.reify() : table;
  const count = rows.numRows();
  return { rows: count, columns: names.map((name) => valuesOf(rows, name, count)) };
}

function valuesOf(table: Arquero.ColumnTable, name: string, count: number): ArrayLike<unknown> {
  const column: unknown = table.column(name);
  if (Array.isArray(column) || ArrayBuffer.isView(column)) return column as unknown as ArrayLike<unknown>;
  const values: unknown[] = [];
  const { at } = column as { at(row: number): unknown };
  for (let row = 0; row < count; row++) values.push(at.call(column, row));
  return values;
}

/** Rows that are turned into columns at once. */
const batchSize = 65_536;

function* batchesOfObjects(
  objects: readonly unknown[],
  names: readonly string[],
  owner: RowsOwner,
): Generator<ColumnBatch> {
  for (let start = 0; start < objects.length; start += batchSize) {
    const part = objects.slice(start, start + batchSize);
    for (const object of part) {
      if (typeof object !== "object" || object === null || Array.isArray(object)) throw refuse(object, owner);
      compareColumns(Object.keys(object), names, owner);
    }
    yield {
      rows: part.length,
      columns: names.map((name) =>
        part.map((object) => (object as Readonly<Record<string, unknown>>)[name] ?? null),
      ),
    };
  }
}

function compareColumns(
  found: readonly string[],
  declared: readonly string[],
  { name, span }: RowsOwner,
): void {
  const missing = declared.filter((column) => !found.includes(column));
  const other = found.filter((column) => !declared.includes(column));
  const problems = [
    ...(missing.length > 0 ? [diagnose("Q1013", { model: name, columns: missing }, { span })] : []),
    ...(other.length > 0 ? [diagnose("Q1014", { model: name, columns: other }, { span })] : []),
  ];
  if (problems.length > 0) throw new DiagnosticError(problems);
}

function refuse(value: unknown, { name, span }: RowsOwner): DiagnosticError {
  const found =
    value === undefined || value === null
      ? "nothing"
      : typeof value === "object"
        ? `a ${value.constructor?.name ?? "object"}`
        : `a ${typeof value}`;
  return new DiagnosticError([diagnose("Q1016", { model: name, found }, { span })]);
}
