import type { Aggregate, AggregateColumn, Clock, FeatureColumn, FeatureView } from "../types.ts";

/** A view of events that are known from a moment on: what came after that moment can be told. */
export interface RefreshableView extends FeatureView {
  readonly source: FeatureView["source"] & {
    readonly clock: Extract<Clock, { kind: "events" }> & { readonly knownAt: string };
  };
}

/**
 * True where a view's current values can be carried from one moment to a later one: its rows are added, each known from a moment on. Not
 * where SQL of the user looks into other relations, whose rows change without a moment of their own, or where a column hides the places of rows.
 */
export function isRefreshable(view: FeatureView): view is RefreshableView {
  const { clock } = view.source;
  if (clock.kind !== "events" || clock.knownAt === undefined) return false;
  if ([...view.key, ...view.columns.map(({ name }) => name)].some((name) => /^rowid$/i.test(name)))
    return false;
  return !textsOf(view).some((sql) => /\b(select|from|table|values)\b/i.test(sql));
}

/** The user's SQL of a view. */
function textsOf({ source, columns }: FeatureView): readonly string[] {
  const { clock, where, order } = source;
  return [
    ...Object.values(clock),
    ...(where === undefined ? [] : [where]),
    ...order,
    ...columns.flatMap(columnTexts),
  ].filter((text) => text !== undefined);
}

function columnTexts(column: FeatureColumn): readonly string[] {
  const values: readonly unknown[] =
    column.kind === "aggregate" ? [...Object.values(column.aggregate), column.where] : [column.value];
  return [...values, column.default].filter((value): value is string => typeof value === "string");
}

/** Aggregates that move with time alone: days from a row to the moment. */
type Aging = Extract<Aggregate, { kind: "days_since_last" | "days_since_first" }>;

export type AgingColumn = AggregateColumn & { readonly aggregate: Aging };

export function isAging(column: FeatureColumn): column is AgingColumn {
  return (
    column.kind === "aggregate" &&
    (column.aggregate.kind === "days_since_last" || column.aggregate.kind === "days_since_first")
  );
}
