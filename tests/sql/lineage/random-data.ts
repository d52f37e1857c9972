import { type Random, randomBy } from "./random.ts";

/** A table of integers; the first column numbers the rows, the others have ties and nulls. */
export interface RandomTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
}

const shapes = [
  { name: "t", columns: ["id", "a", "b", "c"], rows: 11 },
  { name: "u", columns: ["uid", "a", "v", "w"], rows: 8 },
];

const draw = (random: Random) => (random.chance(15) ? null : random.below(5));

export function drawTables(seed: number): readonly RandomTable[] {
  const random = randomBy(seed);
  return shapes.map(({ name, columns, rows }) => ({
    name,
    columns,
    rows: Array.from({ length: rows }, (_, i) =>
      columns.map((_, column) => (column === 0 ? i : draw(random))),
    ),
  }));
}

/** The same tables with one column changed: numbers of rows change places, other values are drawn anew. */
export function changeColumn(tables: readonly RandomTable[], table: string, column: string, seed: number) {
  const random = randomBy(seed);
  return tables.map((each): RandomTable => {
    const position = each.columns.indexOf(column);
    if (each.name !== table || position < 0) return each;
    const values =
      position === 0 ? random.shuffle(each.rows.map((row) => row[0])) : each.rows.map(() => draw(random));
    return {
      ...each,
      rows: each.rows.map((row, i) =>
        row.map((value, at) => (at === position ? (values[i] ?? null) : value)),
      ),
    };
  });
}

/** Makes the tables in a schema of their own. */
export const renderTables = (schema: string, tables: readonly RandomTable[]): string =>
  [
    `create schema ${schema}`,
    ...tables.map(({ name, columns, rows }) => {
      const values = rows.map((row) => `(${row.map((value) => value ?? "null").join(", ")})`);
      const types = columns.map((column, i) => `col${i}::integer as ${column}`);
      return `create table ${schema}.${name} as select ${types.join(", ")} from (values ${values.join(", ")})`;
    }),
  ].join(";\n");
