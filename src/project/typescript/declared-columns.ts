import type { ColumnDefinition } from "../definitions.ts";
import type { TypeScriptFacts } from "./facts.ts";

/** The columns that YAML describes, with the types that the rows model declares, and after them those that only the model declares. */
export function withDeclaredTypes(
  described: readonly ColumnDefinition[],
  { columns = [], span }: TypeScriptFacts,
): readonly ColumnDefinition[] {
  const typeOf = new Map(columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const known = new Set(described.map(({ name }) => name.toLowerCase()));
  return [
    ...described.map((column) => {
      const type = column.type ?? typeOf.get(column.name.toLowerCase());
      return type === undefined ? column : { ...column, type };
    }),
    ...columns
      .filter(({ name }) => !known.has(name.toLowerCase()))
      .map(({ name, type }) => ({ name, type, tags: [], meta: {}, constraints: [], span })),
  ];
}
