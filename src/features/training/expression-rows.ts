import { operand } from "../statement.ts";
import type { Pass } from "./steps.ts";

/** Adds the set's own expressions over its features; each may name those before it. */
export const expressionRows: Pass = (writing, from) => {
  const { expressions, encodings } = writing.set;
  if (expressions.length === 0) return [];
  const columns = expressions.map(({ name, value }) => `${operand(value)} as ${writing.quote(name)}`);
  return [
    {
      name: "quern_set_expressed",
      materialized: encodings.length > 0,
      select: `select *,\n${columns.join(",\n")}\nfrom ${from}`,
    },
  ];
};
