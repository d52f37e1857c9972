import { type DataTest, failingWhole, groupArgument, namesOf, renderInterval } from "./data-test.ts";

/** The newest row is not older than `within`, counted from the start of the run; a relation without rows fails. */
export const freshness: DataTest = {
  aliases: ["recency", "dbt_utils.recency"],
  column: "optional",
  arguments: {
    field: { type: "name" },
    within: { type: "text" },
    interval: { type: "number" },
    datepart: { type: "text" },
    ignore_time_component: { type: "boolean" },
    ...groupArgument,
  },
  compile({ from, column: own, arguments: given, dialect, now, quote }) {
    const column = own ?? (typeof given.field === "string" ? quote(given.field) : undefined);
    if (column === undefined) return { problem: "it needs a column" };
    const span =
      given.within === undefined
        ? renderInterval(given.interval, given.datepart)
        : renderInterval(given.within);
    if (span === undefined) return { problem: 'it needs `within`, such as "1 day"' };
    const day = given.ignore_time_component === true ? "::date" : "";
    const limit = `${dialect.renderTimestamp(now)}${day} - ${span}`;
    const newest = `max(${column})${day}`;
    return failingWhole(
      from,
      `max(${column}) as most_recent, ${limit} as expected_after`,
      `coalesce(${newest} < ${limit}, true)`,
      namesOf(given.group_by).map(quote),
    );
  },
};
