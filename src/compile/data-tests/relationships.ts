import type { DataTest } from "./data-test.ts";

/** Every value occurs in a column of another relation; nulls are not looked at. */
export const relationships: DataTest = {
  aliases: ["relationships_where", "dbt_utils.relationships_where"],
  column: "required",
  arguments: {
    to: { type: "relation", required: true },
    field: { type: "name" },
    from_condition: { type: "text" },
    to_condition: { type: "text" },
  },
  compile({ from, column, arguments: given, quote, relation }) {
    const field = typeof given.field === "string" ? quote(given.field) : column;
    const child =
      given.from_condition === undefined ? from : `(select * from ${from} where ${given.from_condition})`;
    const parent =
      given.to_condition === undefined
        ? relation("to")
        : `(select * from ${relation("to")} where ${given.to_condition})`;
    return {
      failures:
        `select child.* from ${child} as child where child.${column} is not null` +
        ` and not exists (select 1 from ${parent} as parent where parent.${field} = child.${column})`,
    };
  },
};
