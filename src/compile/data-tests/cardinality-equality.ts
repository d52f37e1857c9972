import type { DataTest } from "./data-test.ts";

/** Every value of the column occurs as often as in a column of another relation. */
export const cardinalityEquality: DataTest = {
  column: "required",
  arguments: { field: { type: "name", required: true }, to: { type: "relation", required: true } },
  compile({ from, column, arguments: given, quote, relation }) {
    const field = quote(String(given.field));
    const here = `select ${column} as value, count(*) as n_records from ${from} group by 1`;
    const there = `select ${field} as value, count(*) as n_records from ${relation("to")} group by 1`;
    return { failures: `(${here} except ${there}) union all (${there} except ${here})` };
  },
};
