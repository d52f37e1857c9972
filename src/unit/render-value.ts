import type { Json } from "../project/definitions.ts";
import type { Dialect } from "../sql/dialect.ts";

/**
 * A value that a test gives or expects, as SQL of a column's type. Lists and maps become the engine's own; in a text or JSON column they are
 * JSON.
 *
 * @example renderValue([1, 2], "INTEGER[]", duckdbDialect) // cast([1, 2] as INTEGER[])
 */
export function renderValue(value: Json, type: string, dialect: Dialect): string {
  if (value === null) return `cast(NULL as ${type})`;
  if (typeof value !== "object") return `cast(${dialect.renderLiteral(value)} as ${type})`;
  const json = dialect.renderString(JSON.stringify(value));
  if (type === "VARCHAR" || type === "JSON") return `cast(${json} as ${type})`;
  // A literal of a map would give all maps of a list the same keys.
  if (type.startsWith("MAP(")) return `cast(cast(${json} as JSON) as ${type})`;
  return `cast(${dialect.renderLiteral(value)} as ${type})`;
}

/** False where casting would quietly lose digits behind the point: 1.5 as an INTEGER, 1.005 as a DECIMAL(10,2). */
export function keepsDigits(value: Json, type: string): boolean {
  const scale = scaleOf(type);
  if (scale === undefined || (typeof value !== "number" && typeof value !== "string")) return true;
  const digits = /^\s*[+-]?\d*\.(\d*?)0*\s*$/.exec(String(value))?.[1];
  return digits === undefined || digits.length <= scale;
}

function scaleOf(type: string): number | undefined {
  if (/^U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/.test(type)) return 0;
  const decimal = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  return decimal === undefined ? undefined : Number(decimal);
}

/** The type of a column of which nothing is known but values. */
export function typeOfValues(values: readonly Json[]): string {
  const known = values.filter((value) => value !== null);
  if (known.length > 0 && known.every((value) => typeof value === "boolean")) return "BOOLEAN";
  if (known.length === 0 || !known.every((value) => typeof value === "number"))
    return known.some((value) => typeof value === "object") ? "JSON" : "VARCHAR";
  if (!known.every(Number.isInteger)) return "DOUBLE";
  return known.every((value) => Math.abs(value) < 2 ** 31) ? "INTEGER" : "BIGINT";
}
