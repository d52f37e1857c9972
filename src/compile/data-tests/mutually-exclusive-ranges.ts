import { type DataTest, namesOf } from "./data-test.ts";

/** How the upper bound of a range relates to the lower bound of the next. */
const gapOperators = { allowed: "<=", not_allowed: "=", required: "<" } as const;

/**
 * Ranges of a partition do not overlap. `gaps` between them are `allowed`, `not_allowed` or `required`; a range has some length unless
 * `zero_length_range_allowed`; only the last one may be open above.
 */
export const mutuallyExclusiveRanges: DataTest = {
  column: "none",
  arguments: {
    lower_bound_column: { type: "name", required: true, aliases: ["lower"] },
    upper_bound_column: { type: "name", required: true, aliases: ["upper"] },
    partition_by: { type: "names" },
    gaps: { type: "text", values: Object.keys(gapOperators) },
    zero_length_range_allowed: { type: "boolean", aliases: ["zero_length"] },
  },
  compile({ from, arguments: given, quote }) {
    const lower = quote(String(given.lower_bound_column));
    const upper = quote(String(given.upper_bound_column));
    const partition = namesOf(given.partition_by).map(quote).join(", ");
    const over = `(${partition === "" ? "" : `partition by ${partition} `}order by ${lower}, ${upper})`;
    const gap = gapOperators[(given.gaps ?? "allowed") as keyof typeof gapOperators];
    const length = given.zero_length_range_allowed === true ? "<=" : "<";
    return {
      failures:
        `select * from (select *, lead(${lower}) over ${over} as next_lower_bound,` +
        ` lead(1) over ${over} is null as is_last_range from ${from}) as ranges` +
        ` where not (coalesce(${lower} ${length} ${upper}, is_last_range)` +
        ` and coalesce(${upper} ${gap} next_lower_bound, is_last_range, false))`,
    };
  },
};
