import { microsecondsPerDay } from "./durations.ts";
import { operand } from "./statement.ts";
import type { Aggregate } from "./types.ts";

/**
 * What one pass over the rows of a window gives, from which features are made. `where` narrows the rows further. Values are SQL over the
 * source's row. Ages are microseconds from a row to T.
 */
export type Part = { readonly where?: string } & (
  | { readonly kind: "rows" | "newest_age" | "oldest_age" | "ages" }
  | {
      readonly kind:
        | "values"
        | "sum"
        | "min"
        | "max"
        | "stddev"
        | "distinct"
        | "approximate_distinct"
        | "first"
        | "last"
        | "slope";
      readonly value: string;
    }
  | { readonly kind: "mode"; readonly value: string; readonly weight?: string }
  | { readonly kind: "quantile"; readonly value: string; readonly fraction: number }
  | { readonly kind: "list_last"; readonly value: string; readonly length: number }
);

/** An aggregate as parts, and what is made of them: SQL of the value, null where there is none. */
export interface Recipe {
  readonly parts: readonly Part[];
  /** @param names of the parts, in their order */
  readonly value: (names: readonly string[]) => string;
}

/** Returns what an aggregate is made of. */
export function recipeOf<Kind extends Aggregate["kind"]>(
  aggregate: Extract<Aggregate, { kind: Kind }>,
): Recipe {
  return (recipes[aggregate.kind] as (aggregate: Extract<Aggregate, { kind: Kind }>) => Recipe)(aggregate);
}

/** Aggregates that are 0 where there are no rows. */
export const countsRows: ReadonlySet<Aggregate["kind"]> = new Set([
  "count",
  "count_values",
  "count_distinct",
  "approx_count_distinct",
]);

type Recipes = {
  readonly [Kind in Aggregate["kind"]]: (aggregate: Extract<Aggregate, { kind: Kind }>) => Recipe;
};

const only = (part: Part): Recipe => ({ parts: [part], value: ([name = ""]) => name });

const quotient = (one: string, other: string) => `${one} / nullif(${other}, 0)`;

const inDays = (age: string) => `${age} / ${microsecondsPerDay}`;

const recipes: Recipes = {
  count: () => only({ kind: "rows" }),
  count_values: ({ value }) => only({ kind: "values", value }),
  sum: ({ value }) => only({ kind: "sum", value }),
  mean: ({ value }) => ({
    parts: [
      { kind: "sum", value },
      { kind: "values", value },
    ],
    value: ([sum = "", count = ""]) => quotient(sum, count),
  }),
  min: ({ value }) => only({ kind: "min", value }),
  max: ({ value }) => only({ kind: "max", value }),
  stddev: ({ value }) => only({ kind: "stddev", value }),
  count_distinct: ({ value }) => only({ kind: "distinct", value }),
  approx_count_distinct: ({ value }) => only({ kind: "approximate_distinct", value }),
  first: ({ value }) => only({ kind: "first", value }),
  last: ({ value }) => only({ kind: "last", value }),
  mode: ({ value, weight }) => only({ kind: "mode", value, ...(weight !== undefined && { weight }) }),
  quantile: ({ value, fraction }) => only({ kind: "quantile", value, fraction }),
  days_since_last: () => ({ parts: [{ kind: "newest_age" }], value: ([age = ""]) => inDays(age) }),
  days_since_first: () => ({ parts: [{ kind: "oldest_age" }], value: ([age = ""]) => inDays(age) }),
  mean_gap_days: () => ({
    parts: [{ kind: "oldest_age" }, { kind: "newest_age" }, { kind: "rows" }],
    value: ([oldest = "", newest = "", rows = ""]) =>
      quotient(inDays(`(${oldest} - ${newest})`), `(${rows} - 1)`),
  }),
  stddev_gap_days: () => ({
    parts: [{ kind: "ages" }],
    value: ([ages = ""]) =>
      `list_stddev_samp(list_transform(list_zip(${ages}[2:], ${ages}[:-2]), lambda pair: ${inDays("(pair[1] - pair[2])")}))`,
  }),
  // The slope of rows of one moment, or of almost one, is chance: what the clock tells apart is lost in rounding.
  slope: ({ value }) => {
    const where = `${operand(value)} is not null`;
    return {
      parts: [
        { kind: "slope", value },
        { kind: "oldest_age", where },
        { kind: "newest_age", where },
      ],
      value: ([slope = "", oldest = "", newest = ""]) =>
        `case when (${oldest} - ${newest}) * 1e5 > greatest(abs(${oldest}), abs(${newest})) then ${slope} end`,
    };
  },
  ratio: ({ numerator, denominator }) => ({
    parts: [
      { kind: "sum", value: numerator },
      { kind: "sum", value: denominator },
    ],
    value: ([above = "", below = ""]) => quotient(above, below),
  }),
  share: ({ category, equals, weight }) => {
    const where = `${operand(category)} = ${operand(equals)}`;
    const part: Part = weight === undefined ? { kind: "rows" } : { kind: "sum", value: weight };
    return {
      parts: [{ ...part, where }, part],
      value: ([counted = "", all = ""]) => quotient(`coalesce(${counted}, 0)`, all),
    };
  },
  list_last: ({ value, length }) => only({ kind: "list_last", value, length }),
};
