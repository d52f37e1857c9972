import { momentTimestamp } from "../../features/moments.ts";
import type { SpineSource } from "../../features/training-types.ts";
import type { FeatureView } from "../../features/types.ts";
import type { Dialect } from "../../sql/dialect.ts";

/** Whoever a view's history is of: at each moment those that have a row by then. */
export function historyPopulation(
  { key, source }: FeatureView,
  dialect: Dialect,
): Extract<SpineSource, { kind: "every" }>["population"] {
  const { quoteName } = dialect;
  const { relation, where } = source;
  const columns = source.key.map(
    (column, index) => `${quoteName(column)} as ${quoteName(key[index] ?? column)}`,
  );
  const since = sinceOf(source, dialect);
  const rows = `select ${[...columns, ...(since === undefined ? [] : [`min(${since}) as quern_since`])].join(", ")}
from ${relation}${where === undefined ? "" : `\nwhere ${where}`}
group by all`;
  return {
    relation: `(\n${rows}\n)`,
    key,
    ...(since !== undefined && { aliveSince: "quern_since" }),
  };
}

/** From when on a row is there; of events that are known later, from when on they are. One that never is known is never there. */
function sinceOf({ clock, zone }: FeatureView["source"], dialect: Dialect): string | undefined {
  if (clock.kind === "none") return undefined;
  if (clock.kind === "versions") return clock.validFrom;
  const { timestamp, knownAt } = clock;
  if (knownAt === undefined) return timestamp;
  const [at, known] = [timestamp, knownAt].map((sql) => momentTimestamp(`(${sql})`, zone, dialect));
  return `case when (${knownAt}) is not null then greatest(${at}, ${known}) end`;
}
