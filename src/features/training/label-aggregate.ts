import { aggregateRows } from "../aggregate-rows.ts";
import { withDefault } from "../render-columns.ts";
import { orderTerms, rowKeys } from "../source-rows.ts";
import { type Cte, createRowColumns, selectList } from "../statement.ts";
import type { Label } from "../training-types.ts";
import type { Aggregate, AggregateColumn } from "../types.ts";
import { selectLabelSource } from "./label-source.ts";
import type { Writing } from "./steps.ts";

/**
 * Returns the steps that aggregate the rows within the horizon, in one range join, by the aggregates that features have. Rows lie after the moment
 * here: days since the first of them are days until it.
 *
 * @param end SQL of where the horizon ends, in microseconds
 */
export function labelAggregate(
  writing: Writing,
  label: Label,
  aggregate: Aggregate,
  from: string,
  end: string,
): readonly Cte[] {
  const { key, quote } = writing;
  const columns = createRowColumns();
  const identity = [...key, "as_of"];
  const order = orderTerms(label.order, columns);
  const on = [
    ...rowKeys(key.length).map((name, i) => `quern_row.${key[i]} = ${name}`),
    "quern_t > quern_us",
    "quern_t <= quern_end",
  ];
  const joined = () =>
    `(
select ${selectList([...identity, "quern_us - quern_t as quern_age", ...columns.all().map(({ name }) => name)])}
from (select ${identity.join(", ")}, epoch_us(as_of) as quern_us, ${end} as quern_end from ${from}) as quern_row
left join quern_set_outcomes on ${on.join("\nand ")}
)`;
  const frame = { identity, carried: [], columns, order, age: "quern_age", joined };
  const contains = () => "quern_age is not null";
  const { ctes, ...aggregated } = aggregateRows(
    [columnOf(label, aggregate)],
    { ...frame, contains },
    "quern_set_aggregated",
  );
  const value = `${labelValue(label, aggregate, aggregated.values[0] ?? "null")} as ${quote(label.name)}`;
  const labels = `select ${[...identity, value].join(", ")}\nfrom ${aggregated.from}`;
  return [
    { name: "quern_set_outcomes", select: selectLabelSource(writing, label, columns) },
    ...ctes,
    { name: "quern_set_labels", select: labels },
    {
      name: "quern_set_labelled",
      select: `select quern_row.*, quern_set_labels.${quote(label.name)}
from ${from} as quern_row
join quern_set_labels using (${identity.join(", ")})`,
    },
  ];
}

const isAge = (kind: Aggregate["kind"]) => kind === "days_since_first" || kind === "days_since_last";

function labelValue(label: Label, { kind }: Aggregate, value: string): string {
  return isAge(kind) ? withDefault(`-(${value})`, label.default) : value;
}

/** The default of an age stands beside what is made of it. */
function columnOf(label: Label, aggregate: Aggregate): AggregateColumn {
  const fallback = isAge(aggregate.kind) ? undefined : label.default;
  return {
    kind: "aggregate",
    name: label.name,
    aggregate,
    window: null,
    ...(fallback !== undefined && { default: fallback }),
  };
}
