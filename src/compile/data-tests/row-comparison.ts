import type { DataTestSql } from "./data-test.ts";

/**
 * Compares the number of rows of two relations, for each group where groups are given: a row with both numbers where
 * `row_count OPERATOR row_count_compared` is true. A group that one of them lacks counts zero there.
 */
export function failingComparison(
  from: string,
  compared: string,
  groups: readonly string[],
  operator: string,
): DataTestSql {
  if (groups.length === 0)
    return {
      failures:
        `select * from (select count(*) as row_count from ${from}) as tested,` +
        ` (select count(*) as row_count_compared from ${compared}) as compared` +
        ` where row_count ${operator} row_count_compared`,
    };
  const list = groups.join(", ");
  const matches = groups.map((name) => `tested.${name} is not distinct from compared.${name}`).join(" and ");
  const either = groups.map((name) => `coalesce(tested.${name}, compared.${name}) as ${name}`).join(", ");
  return {
    failures:
      `select * from (select ${either}, coalesce(row_count, 0) as row_count, coalesce(row_count_compared, 0) as row_count_compared` +
      ` from (select ${list}, count(*) as row_count from ${from} group by ${list}) as tested` +
      ` full join (select ${list}, count(*) as row_count_compared from ${compared} group by ${list}) as compared on ${matches})` +
      ` as counts where row_count ${operator} row_count_compared`,
  };
}
