import type { Dialect } from "../../sql/dialect.ts";
import { momentMicroseconds } from "../moments.ts";
import { operand } from "../statement.ts";
import type { AggregateColumn } from "../types.ts";
import { type AgingColumn, isAging, type RefreshableView } from "./refreshable.ts";

/** A moment that columns count their days from; columns over the same rows count from the same. */
export interface KeptMoment {
  /** Aggregate that gives the moment, in microseconds since 1970. */
  readonly column: AggregateColumn;
  readonly of: readonly AgingColumn[];
}

/** The moments that must be known of each entity, so that days since them can be told later. None where no column counts days. */
export function keptMoments(view: RefreshableView, dialect: Dialect): readonly KeptMoment[] {
  const { clock, zone } = view.source;
  const value = momentMicroseconds(operand(clock.timestamp), zone, dialect);
  const groups = new Map<string, AgingColumn[]>();
  for (const column of view.columns.filter(isAging)) {
    const rows = JSON.stringify([column.aggregate.kind, column.window, column.where]);
    groups.set(rows, [...(groups.get(rows) ?? []), column]);
  }
  return [...groups.values()].map((of, i) => {
    const [first] = of as [AgingColumn, ...AgingColumn[]];
    const kind = first.aggregate.kind === "days_since_last" ? "max" : "min";
    return {
      column: {
        kind: "aggregate",
        name: `quern_moment_${i}`,
        aggregate: { kind, value },
        window: first.window,
        ...(first.where !== undefined && { where: first.where }),
      },
      of,
    };
  });
}

/** Names of a table's columns that holds moments by key. */
export function momentNames(
  { key }: RefreshableView,
  moments: readonly KeptMoment[],
  { quoteName }: Dialect,
): readonly string[] {
  return [...key, ...moments.map(({ column }) => column.name)].map(quoteName);
}
