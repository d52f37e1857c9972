import type { FeatureKind } from "./types.ts";

const wholeTypes = /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/;

/** How a column of the type is looked at. */
export function kindOfType(type: string): FeatureKind {
  const name = type.toUpperCase();
  if (/\[\d*\]$/.test(name)) return "list";
  if (wholeTypes.test(name) || /^(DECIMAL|FLOAT|DOUBLE|BIGNUM|REAL|NUMERIC)\b/.test(name)) return "number";
  if (name === "BOOLEAN") return "boolean";
  if (/^(DATE$|TIMESTAMP)/.test(name)) return "moment";
  if (/^(VARCHAR|UUID|TIME\b|ENUM\b)/.test(name)) return "category";
  return "other";
}

/** True for kinds that lie on a line: what has a mean, quantiles and edges. */
export function isNumeric(kind: FeatureKind): boolean {
  return kind === "number" || kind === "moment" || kind === "list";
}

/** True for kinds whose values are counted one by one. */
export function isCategorical(kind: FeatureKind): boolean {
  return kind === "category" || kind === "boolean";
}

/** Numbers beyond it cannot be squared: deviations of them are out of range. */
const largest = "1e150";

/**
 * SQL of a column's place on the line of numbers, a DOUBLE; null where it has none. `name` is quoted.
 *
 * @example renderNumber("amount", "DOUBLE", "number") // case when abs(amount) <= 1e150 then amount end
 */
export function renderNumber(name: string, type: string, kind: FeatureKind): string {
  if (kind === "list") return `cast(len(${name}) as double)`;
  if (kind === "moment") return `case when isfinite(${name}) then epoch(${name}) end`;
  const number = /^DOUBLE$/i.test(type) ? name : `cast(${name} as double)`;
  return wholeTypes.test(type.toUpperCase())
    ? number
    : `case when abs(${number}) <= ${largest} then ${number} end`;
}
