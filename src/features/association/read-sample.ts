import type { Dialect } from "../../sql/dialect.ts";
import { isNumeric, renderNumber } from "../statistics/kinds.ts";
import { type MeasuredTable, renderPart } from "../statistics/table-part.ts";
import type { MeasuredColumn } from "../statistics/types.ts";
import type { SampleColumn } from "./types.ts";

/** Reads the rows of a SELECT in batches, as columns. */
export type ReadColumns = (
  select: string,
) => AsyncIterable<{ readonly rows: number; readonly columns: readonly ArrayLike<unknown>[] }>;

/**
 * Reads columns of about `wanted` rows of a table, chosen by hash (all rows of a smaller one). Truth values are 1 and 0; columns that are neither
 * on the line of numbers nor categories are left out.
 */
export async function readSample(
  read: ReadColumns,
  table: MeasuredTable,
  rows: number,
  wanted: number,
  columns: readonly MeasuredColumn[],
  dialect: Dialect,
): Promise<readonly SampleColumn[]> {
  const usable = columns.filter(({ kind }) => kind !== "other");
  if (usable.length === 0) return [];
  const list = usable.map((column, index) => `${renderValue(column, dialect)} as c${index}`);
  const gathered = usable.map((column) => (column.kind === "category" ? new Codes() : new Numbers()));
  for await (const batch of read(`select ${list.join(", ")} from ${renderPart(table, rows, wanted)}`))
    for (const [index, column] of gathered.entries()) column.add(batch.columns[index] ?? [], batch.rows);
  return gathered.map((column, index) => column.asColumn(usable[index]?.name ?? ""));
}

function renderValue({ name, type, kind }: MeasuredColumn, dialect: Dialect): string {
  const column = dialect.quoteName(name);
  if (isNumeric(kind)) return renderNumber(column, type, kind);
  return kind === "boolean" ? `cast(${column} as double)` : `cast(${column} as varchar)`;
}

/** Numbers as they come; missing ones are NaN. */
class Numbers {
  private readonly parts: Float64Array[] = [];

  add(values: ArrayLike<unknown>, rows: number): void {
    const part = new Float64Array(rows);
    for (let i = 0; i < rows; i++)
      part[i] = typeof values[i] === "number" ? (values[i] as number) : Number.NaN;
    this.parts.push(part);
  }

  asColumn(name: string): SampleColumn {
    const values = new Float64Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      values.set(part, at);
      at += part.length;
    }
    return { kind: "number", name, values };
  }
}

/** Categories by numbers, in the order in which they come. */
class Codes {
  private readonly known = new Map<string, number>();
  private readonly codes: number[] = [];

  add(values: ArrayLike<unknown>, rows: number): void {
    for (let i = 0; i < rows; i++) this.codes.push(this.codeOf(values[i]));
  }

  asColumn(name: string): SampleColumn {
    return { kind: "category", name, codes: Int32Array.from(this.codes), size: this.known.size };
  }

  private codeOf(value: unknown): number {
    if (typeof value !== "string") return -1;
    const code = this.known.get(value) ?? this.known.size;
    this.known.set(value, code);
    return code;
  }
}
