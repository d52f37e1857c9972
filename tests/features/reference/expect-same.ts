import { expect } from "vitest";
import type { Aggregate } from "../../../src/features/types.ts";
import type { Found } from "./features.ts";

/** How far a value may be off: sums of floating-point numbers depend on their order, an approximate count on its sketch. */
const tolerances: Partial<Record<Aggregate["kind"], number>> = {
  approx_count_distinct: 1,
  mean: 1e-9,
  stddev: 1e-9,
  quantile: 1e-9,
  days_since_last: 1e-9,
  days_since_first: 1e-9,
  mean_gap_days: 1e-9,
  stddev_gap_days: 1e-9,
  // Rows a microsecond apart are almost of one moment.
  slope: 1e-3,
  ratio: 1e-9,
  share: 1e-9,
};

/** Compares what the engine gives, as JSON, with the reference's value. */
export function expectSame(found: unknown, expected: Found, { kind }: Pick<Aggregate, "kind">): void {
  const tolerance = tolerances[kind];
  if (tolerance === undefined || typeof expected !== "number" || found === null)
    expect(asNumbers(found)).toEqual(asNumbers(expected));
  else
    expect(Math.abs(Number(found) - expected), `${kind}: ${found} for ${expected}`).toBeLessThanOrEqual(
      tolerance * Math.max(1, Math.abs(expected)),
    );
}

/** Integers and decimals are text in JSON. */
const asNumbers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asNumbers);
  if (typeof value === "number") return Math.round(value * 1e6) / 1e6;
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))
    ? Number(value)
    : value;
};
