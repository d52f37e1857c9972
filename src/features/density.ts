import type { Dialect } from "../sql/dialect.ts";
import { renderSourceRows, rowKeys } from "./source-rows.ts";
import { createRowColumns, grouped, renderWith, selectList } from "./statement.ts";
import { approximateLength } from "./tile-length.ts";
import type { FeatureView, Spine } from "./types.ts";

/**
 * Returns a SELECT of one row and column, `is_dense`: are a view's events so many, and looked at so often, that tiles are cheaper than the range
 * join? A count by entity of events and moments, a small part of what either costs. Undefined where tiles are no choice.
 *
 * What was measured: a row and moment that meet in the range join take 60 ns, a row to be put into a tile 100 ns, the tiles and single rows of a
 * moment 30 microseconds. So tiles are cheaper from about 500 events of an entity in the widest window on, at some ten moments or more.
 */
export function densitySelect(view: FeatureView, spine: Spine, dialect: Dialect): string | undefined {
  const { clock, key, zone, relation, where } = view.source;
  const windows = view.columns.flatMap((column) => (column.kind === "aggregate" ? [column.window] : []));
  if (clock.kind !== "events" || clock.knownAt !== undefined || windows.length === 0) return undefined;
  const keys = rowKeys(key.length);
  const source = {
    relation,
    key,
    zone,
    moments: [["quern_t", clock.timestamp]] as const,
    columns: createRowColumns(),
    ...(where !== undefined && { where }),
  };
  const span = "nullif(max(quern_t) - min(quern_t), 0)";
  // Of all time, half lies before a moment.
  const part = windows.includes(null)
    ? "0.5"
    : `least(coalesce(${Math.max(...windows.map(approximateLength))} / ${span}, 1), 1)`;
  const spineKeys = spine.key.map((column, i) => `${dialect.quoteName(column)} as ${keys[i]}`);
  const events = grouped(keys, ["count(*) as quern_rows", `${part} as quern_part`], "quern_rows");
  const moments = grouped(
    keys,
    ["count(*) as quern_moments"],
    `(\nselect ${selectList(spineKeys)}\nfrom ${spine.relation}\n)`,
  );
  return renderWith(
    [{ name: "quern_rows", select: renderSourceRows(source, dialect) }],
    `select coalesce(sum(quern_rows * quern_moments * quern_part) > 1.7 * sum(quern_rows) + 500 * sum(quern_moments), false) as is_dense
from (\n${events}\n)\njoin (\n${moments}\n) using (${keys.join(", ")})`,
  );
}
