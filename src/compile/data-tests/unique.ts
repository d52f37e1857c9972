import { type DataTest, namesOf } from "./data-test.ts";

/** No value occurs twice. Rows with a null in one of the columns are not looked at, as in a UNIQUE constraint. */
export const unique: DataTest = {
  column: "optional",
  arguments: { columns: { type: "names", aliases: ["column_names"] } },
  compile({ from, column, arguments: given, quote }) {
    const columns = [...(column === undefined ? [] : [column]), ...namesOf(given.columns).map(quote)];
    const [only] = columns;
    if (only === undefined) return { problem: "it needs a column, or `columns: [...]`" };
    const list = columns.join(", ");
    const filled = columns.map((name) => `${name} is not null`).join(" and ");
    const failures = `select ${list}, count(*) as n_records from ${from} where ${filled} group by ${list} having count(*) > 1`;
    // Measured on ten million rows: about as fast as GROUP BY, and it shares the scan.
    const aggregate =
      columns.length === 1
        ? `count(${only}) - count(distinct ${only})`
        : `count(*) filter (where ${filled}) - count(distinct (${list})) filter (where ${filled})`;
    return { failures, scan: { aggregate, exact: false } };
  },
};
