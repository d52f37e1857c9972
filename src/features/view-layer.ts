import type { Dialect } from "../sql/dialect.ts";
import { neededColumns } from "./needed-columns.ts";
import type { Occasions } from "./occasions.ts";
import { addExpressions } from "./render-columns.ts";
import { sourceValues } from "./source-values.ts";
import { type Cte, selectList } from "./statement.ts";
import type { FeatureView } from "./types.ts";

/**
 * Returns the parts of a statement of which the last, called `name`, has one row for each moment: what tells it from others, and the wanted
 * columns of the view under their own names.
 *
 * @param shownKeys are the moment and the key shown as `as_of` and under the view's names?
 */
export function viewLayer(
  view: FeatureView,
  wanted: readonly string[],
  at: Occasions,
  name: string,
  dialect: Dialect,
): readonly Cte[] {
  const columns = neededColumns(view, wanted);
  const made = columns.filter((column) => column.kind !== "expression");
  const carries = made.length < columns.length;
  const values = sourceValues(
    { source: view.source, columns: made, at, carries, name: `${name}_values` },
    dialect,
  );
  const context = [
    `${at.asOf} as as_of`,
    ...view.key.map((key, i) => `${at.keys[i]} as ${dialect.quoteName(key)}`),
  ];
  const shown = carries || at.carried.length === 0 ? context : [];
  const items = [
    ...at.identity,
    ...shown,
    ...made.map((column, i) => `${values.values[i]} as ${dialect.quoteName(column.name)}`),
  ];
  const base = {
    select: `select ${selectList(items)}\nfrom ${values.from}`,
    names: [
      ...at.identity,
      ...(shown.length === 0 ? [] : ["as_of", ...view.key.map(dialect.quoteName)]),
      ...made.map((column) => dialect.quoteName(column.name)),
    ],
  };
  return [...values.ctes, { name, select: addExpressions(base, columns, dialect).select }];
}
