import type { SpineSource } from "../../features/training-types.ts";
import type { FeatureView } from "../../features/types.ts";
import type { Dialect } from "../../sql/dialect.ts";

/** Whoever a view's history is of: at each moment those that have a row by then. */
export function historyPopulation(
  { key, source }: FeatureView,
  { quoteName }: Dialect,
): Extract<SpineSource, { kind: "every" }>["population"] {
  const { clock, relation, where } = source;
  const columns = source.key.map(
    (column, index) => `${quoteName(column)} as ${quoteName(key[index] ?? column)}`,
  );
  const since = sinceOf(clock);
  const rows = `select ${[...columns, ...(since === undefined ? [] : [`min(${since}) as quern_since`])].join(", ")}
from ${relation}${where === undefined ? "" : `\nwhere ${where}`}
group by all`;
  return {
    relation: `(\n${rows}\n)`,
    key,
    ...(since !== undefined && { aliveSince: "quern_since" }),
  };
}

function sinceOf(clock: FeatureView["source"]["clock"]): string | undefined {
  if (clock.kind === "none") return undefined;
  return clock.kind === "versions" ? clock.validFrom : clock.timestamp;
}
