import type { Dialect } from "../sql/dialect.ts";
import { oneMoment } from "./occasions.ts";
import { renderWith, selectList } from "./statement.ts";
import type { FeatureView } from "./types.ts";
import { viewLayer } from "./view-layer.ts";

/**
 * Returns a SELECT of a view's values at one moment: its key, `as_of`, its columns, for each entity with a row that counts by then (for states:
 * with one valid then). The values are those of `pointInTimeSelect` at that moment, by a plain grouped scan.
 *
 * @param asOf SQL of a TIMESTAMP in UTC
 */
export function currentSelect(view: FeatureView, asOf: string, dialect: Dialect): string {
  const wanted = view.columns.map((column) => column.name);
  const ctes = viewLayer(view, wanted, oneMoment(asOf, view.key.length), "quern_view", dialect);
  const names = [...view.key, "as_of", ...wanted].map(dialect.quoteName);
  return renderWith(ctes, `select ${selectList(names)}\nfrom quern_view`);
}
