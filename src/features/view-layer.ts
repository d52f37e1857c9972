import type { Dialect } from "../sql/dialect.ts";
import { neededColumns } from "./needed-columns.ts";
import type { Occasions } from "./occasions.ts";
import { addExpressions } from "./render-columns.ts";
import { sourceValues } from "./source-values.ts";
import { type Cte, selectList } from "./statement.ts";
import type { FeatureView } from "./types.ts";

/**
 * Returns the parts of a statement of which the last, called `name`, has one row for each moment: what tells it from others, `as_of`, the key
 * and the wanted columns of the view under the view's names.
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
  const source = sourceValues({ source: view.source, columns: made, at, name: `${name}_values` }, dialect);
  const named: readonly (readonly [name: string, sql: string | undefined])[] = [
    ["as_of", at.asOf],
    ...view.key.map((key, i) => [dialect.quoteName(key), at.keys[i]] as const),
    ...made.map((column, i) => [dialect.quoteName(column.name), source.values[i]] as const),
  ];
  const items = [...at.identity, ...named.map(([as, sql]) => `${sql} as ${as}`)];
  const base = {
    select: `select ${selectList(items)}\nfrom ${source.from}`,
    names: [...at.identity, ...named.map(([as]) => as)],
  };
  return [...source.ctes, { name, select: addExpressions(base, columns, dialect).select }];
}
