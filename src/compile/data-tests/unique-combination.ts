import { type DataTest, namesOf } from "./data-test.ts";

/** No combination of values occurs twice; two nulls count as the same value. */
export const uniqueCombination: DataTest = {
  aliases: ["unique_combination_of_columns", "dbt_utils.unique_combination_of_columns"],
  column: "none",
  arguments: {
    columns: { type: "names", required: true, aliases: ["combination_of_columns"] },
    quote_columns: { type: "boolean" },
  },
  compile({ from, arguments: { columns }, quote }) {
    const names = namesOf(columns).map(quote);
    if (names.length === 0) return { problem: "`columns` is empty" };
    const list = names.join(", ");
    return {
      failures: `select ${list}, count(*) as n_records from ${from} group by ${list} having count(*) > 1`,
      scan: { aggregate: `count(*) - count(distinct row(${list}))`, exact: false },
    };
  },
};
