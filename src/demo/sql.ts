import type { DemoPlan } from "./types.ts";

/** A list of SQL literals: `['a', 'b']`, `[1, 2]`. */
export function sqlList(values: readonly (string | number | null)[]): string {
  return `[${values.map(sqlLiteral).join(", ")}]`;
}

/** Rows for a VALUES clause, one a line. */
export function sqlRows(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `  (${row.map(sqlLiteral).join(", ")})`).join(",\n");
}

export function sqlLiteral(value: string | number | null): string {
  if (value === null) return "null";
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** Writes a query's rows to a Parquet file below the plan's folder. */
export function writeParquet(plan: DemoPlan, file: string, query: string): string {
  return `copy (\n${query.trim()}\n) to ${sqlLiteral(`${plan.folder}/${file}`)} (format parquet, compression zstd)`;
}

/** A list of a hundred indexes of `shares`, each as often as its share says; for `pick`. The shares are whole hundredths that add up to 1. */
export function hundredSlots(shares: readonly number[]): string {
  return sqlList(
    shares.flatMap((share, index) => Array.from({ length: Math.round(share * 100) }, () => index)),
  );
}
