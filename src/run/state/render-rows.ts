import type { Dialect } from "../../sql/dialect.ts";
import { renderStateTable } from "./tables.ts";

/** How many rows one INSERT carries. */
const chunkSize = 500;

/** The INSERTs that bring rendered rows into a table of the state. */
export function renderInserts(table: string, rows: readonly string[], dialect: Dialect): string[] {
  const inserts: string[] = [];
  for (let start = 0; start < rows.length; start += chunkSize)
    inserts.push(
      `INSERT INTO ${renderStateTable(dialect, table)} VALUES ${rows.slice(start, start + chunkSize).join(", ")}`,
    );
  return inserts;
}

export type Cell = string | number | Date | null;

/** One row as VALUES wants it. */
export function renderRow(dialect: Dialect, cells: readonly Cell[]): string {
  return `(${cells.map((cell) => renderValue(dialect, cell)).join(", ")})`;
}

/** A value as a literal; moments as UTC timestamps. */
export function renderValue(dialect: Dialect, cell: Cell): string {
  if (cell === null) return "NULL";
  if (typeof cell === "number") return String(cell);
  return cell instanceof Date ? dialect.renderTimestamp(cell) : dialect.renderString(cell);
}
