import type {
  Aggregate,
  AggregateColumn,
  Duration,
  FeatureColumn,
  FeatureView,
} from "../../../src/features/types.ts";

export const days = (amount: number): Duration => ({ amount, unit: "day" });
export const months = (amount: number): Duration => ({ amount, unit: "month" });

export function column(
  name: string,
  aggregate: Aggregate,
  window: Duration | null = null,
  rest: Pick<AggregateColumn, "where" | "default"> = {},
): AggregateColumn {
  return { kind: "aggregate", name, aggregate, window, ...rest };
}

/** A view of customers over `events(customer, happened)`. */
export function viewOf(
  columns: readonly FeatureColumn[],
  source: Partial<FeatureView["source"]> = {},
  rest: Partial<Pick<FeatureView, "name" | "key">> = {},
): FeatureView {
  return {
    name: "orders",
    key: ["customer"],
    source: {
      relation: "events",
      key: ["customer"],
      clock: { kind: "events", timestamp: "happened" },
      zone: "UTC",
      order: [],
      ...source,
    },
    columns,
    ...rest,
  };
}

/** All columns of a view under their own names. */
export const all = (view: FeatureView) => ({
  view,
  links: [],
  columns: view.columns.map(({ name }) => ({ column: name, as: name })),
});
