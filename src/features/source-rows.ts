import type { Dialect } from "../sql/dialect.ts";
import { momentMicroseconds } from "./moments.ts";
import { operand, type RowColumns, selectList } from "./statement.ts";

/** What is read of a relation: its keys, its clocks as moments, and what users' SQL gives for each row. */
export interface SourceRows {
  readonly relation: string;
  readonly where?: string;
  readonly key: readonly string[];
  readonly zone: string;
  /** Name of the column that comes out, and SQL over the row. */
  readonly moments: readonly (readonly [name: string, sql: string])[];
  readonly columns: RowColumns;
}

export const rowKeys = (length: number): readonly string[] => Array.from({ length }, (_, i) => `quern_k${i}`);

/**
 * Returns a SELECT of the rows of a source under names of our own: keys `quern_k0`.., moments in microseconds, `quern_x0`... A user's SQL is
 * evaluated here, with nothing but the source in scope.
 */
export function renderSourceRows(source: SourceRows, dialect: Dialect): string {
  const keys = rowKeys(source.key.length);
  const columns = source.columns.all();
  const outer = [
    ...keys,
    ...source.moments.map(
      ([name]) => `${momentMicroseconds(`${name}_raw`, source.zone, dialect)} as ${name}`,
    ),
    ...columns.map(({ name }) => name),
  ];
  const inner = [
    ...source.key.map((column, i) => `${dialect.quoteName(column)} as ${keys[i]}`),
    ...source.moments.map(([name, sql]) => `${operand(sql)} as ${name}_raw`),
    ...columns.map(({ name, sql }) => `${operand(sql)} as ${name}`),
  ];
  const where = source.where === undefined ? "" : `\nwhere ${operand(source.where)}`;
  return `select ${selectList(outer)}\nfrom (\nselect ${selectList(inner)}\nfrom ${source.relation}${where}\n)`;
}

/**
 * Returns the terms that decide between rows of one moment, each as a column of the rows to compare in ascending order. A declared term may
 * end in `asc` or `desc`, `nulls first` or `nulls last`.
 */
export function orderTerms(order: readonly string[], columns: RowColumns): readonly string[] {
  return order.map((term) => {
    const [, sql, direction, , nulls] =
      /^([\s\S]*?)\s+(asc|desc)(\s+nulls\s+(first|last))?\s*$/i.exec(term) ??
      /^([\s\S]*?)()(\s+nulls\s+(first|last))\s*$/i.exec(term) ??
      [];
    if (sql === undefined) return columns.of(term);
    return columns.of(`create_sort_key(${operand(sql)}, '${direction || "asc"} nulls ${nulls ?? "last"}')`);
  });
}
