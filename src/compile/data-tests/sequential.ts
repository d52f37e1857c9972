import { type DataTest, groupArgument, namesOf, renderInterval } from "./data-test.ts";

/** In the order of the column each value follows the one before it by `interval` (1), a number or a span of time. */
export const sequential: DataTest = {
  aliases: ["sequential_values", "dbt_utils.sequential_values"],
  column: "required",
  arguments: {
    interval: { type: "expression" },
    datepart: { type: "text" },
    ...groupArgument,
  },
  compile({ from, column, arguments: { interval = 1, datepart, group_by: groups }, quote }) {
    const isNumber = datepart === undefined && typeof interval === "number";
    const step = isNumber ? String(interval) : renderInterval(interval, datepart);
    if (step === undefined)
      return { problem: `${JSON.stringify(interval)} is no number and no span of time` };
    const by = namesOf(groups).map(quote);
    const over = `${by.length === 0 ? "" : `partition by ${by.join(", ")} `}order by ${column}`;
    const value = isNumber ? column : `cast(${column} as timestamp)`;
    return {
      failures:
        `select * from (select *, lag(${value}) over (${over}) as previous_value from ${from}) as ordered` +
        ` where previous_value is not null and not (${value} = previous_value + ${step})`,
    };
  },
};
