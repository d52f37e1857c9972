import { type DataTest, namesOf } from "./data-test.ts";

/** Every value, or with `columns` every combination of values, occurs in another relation; what has a null in it is not looked at. */
export const relationships: DataTest = {
  aliases: ["relationships_where", "dbt_utils.relationships_where"],
  column: "optional",
  arguments: {
    to: { type: "relation", required: true },
    field: { type: "name" },
    columns: { type: "names" },
    fields: { type: "names" },
    from_condition: { type: "text" },
    to_condition: { type: "text" },
  },
  compile({ from, column, arguments: given, quote, relation }) {
    const columns = column === undefined ? namesOf(given.columns).map(quote) : [column];
    const named = [...namesOf(given.field), ...namesOf(given.fields)].map(quote);
    const fields = named.length === 0 ? columns : named;
    if (columns.length === 0) return { problem: "it needs a column, or `columns: [...]`" };
    if (columns.length !== fields.length)
      return { problem: `it compares ${columns.length} columns with ${fields.length}` };
    const child =
      given.from_condition === undefined ? from : `(select * from ${from} where ${given.from_condition})`;
    const parent =
      given.to_condition === undefined
        ? relation("to")
        : `(select * from ${relation("to")} where ${given.to_condition})`;
    const filled = columns.map((name) => `child.${name} is not null`).join(" and ");
    const equal = columns.map((name, index) => `parent.${fields[index]} = child.${name}`).join(" and ");
    return {
      failures:
        `select child.* from ${child} as child where ${filled}` +
        ` and not exists (select 1 from ${parent} as parent where ${equal})`,
    };
  },
};
