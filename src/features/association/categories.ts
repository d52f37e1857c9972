import { chiSquared } from "../statistics/chi-squared.ts";
import type { Correlation } from "./pearson.ts";
import type { SampleColumn } from "./types.ts";

type Category = Extract<SampleColumn, { kind: "category" }>;
type Numbers = Extract<SampleColumn, { kind: "number" }>;

/** Cramér's V of two categories, over the rows that have both. Null where either has one value only. */
export function cramersV(a: Category, b: Category): Correlation | null {
  const counts = Array.from({ length: a.size }, () => new Array<number>(b.size).fill(0));
  let rows = 0;
  for (let i = 0; i < a.codes.length; i++) {
    const row = counts[a.codes[i] as number];
    const column = b.codes[i] as number;
    if (row === undefined || column < 0) continue;
    row[column] = (row[column] as number) + 1;
    rows++;
  }
  const found = chiSquared(counts);
  return found && { value: found.cramersV, rows };
}

/**
 * The correlation ratio of a number to a category (R. A. Fisher, Statistical Methods for Research Workers, 1925): the root of the part of the number's sum
 * of squares that lies between the means of the categories. 0: all means are equal; 1: the category decides the number. Null where the number
 * is constant or the category has one value only.
 */
export function correlationRatio(category: Category, number: Numbers): Correlation | null {
  const sums = new Float64Array(category.size);
  const counts = new Float64Array(category.size);
  let rows = 0;
  let total = 0;
  for (let i = 0; i < number.values.length; i++) {
    const code = category.codes[i] as number;
    const value = number.values[i] as number;
    if (code < 0 || Number.isNaN(value)) continue;
    sums[code] = (sums[code] as number) + value;
    counts[code] = (counts[code] as number) + 1;
    total += value;
    rows++;
  }
  const groups = counts.filter((count) => count > 0).length;
  if (groups < 2) return null;
  const mean = total / rows;
  let between = 0;
  for (let code = 0; code < category.size; code++) {
    const count = counts[code] as number;
    if (count > 0) between += count * ((sums[code] as number) / count - mean) ** 2;
  }
  let whole = 0;
  for (let i = 0; i < number.values.length; i++) {
    const value = number.values[i] as number;
    if ((category.codes[i] as number) >= 0 && !Number.isNaN(value)) whole += (value - mean) ** 2;
  }
  return whole > 0 ? { value: Math.min(1, Math.sqrt(between / whole)), rows } : null;
}
