import fc from "fast-check";
import type { Aggregate, AggregateColumn, Duration } from "../../../src/features/types.ts";
import type { Evaluate, Row, Value } from "./aggregate.ts";
import { day, momentOfLocal, renderMoment, second } from "./calendar.ts";

/** SQL that columns are made of, and what it gives for a row. */
const sql: Readonly<Record<string, (columns: Row["columns"]) => Value>> = {
  cents: ({ cents }) => cents ?? null,
  amount: ({ amount }) => amount ?? null,
  score: ({ score }) => score ?? null,
  channel: ({ channel }) => channel ?? null,
  '"Odd ""name"': ({ odd }) => odd ?? null,
  "'a'": () => "a",
  "abs(cents)": ({ cents }) => (cents === null ? null : Math.abs(Number(cents))),
  "cents > 0": ({ cents }) => (cents === null ? null : Number(cents) > 0),
  "channel = 'a' -- the web, (": ({ channel }) => (channel === null ? null : channel === "a"),
  "cents in (select unnest([1, 2, 3]))": ({ cents }) => [1, 2, 3].includes(Number(cents)) && cents !== null,
};

export const evaluate: Evaluate = (text, { columns }) => {
  const found = sql[text];
  if (found === undefined) throw new Error(`no meaning for ${text}`);
  return found(columns);
};

const numeric = fc.constantFrom("cents", "amount", "score", "abs(cents)");
const value = fc.constantFrom("cents", "amount", "score", "channel", '"Odd ""name"');
const weight = fc.constantFrom("abs(cents)", "cents");
const condition = fc.constantFrom(
  "cents > 0",
  "channel = 'a' -- the web, (",
  "cents in (select unnest([1, 2, 3]))",
);

const kinds: fc.Arbitrary<Aggregate> = fc.oneof(
  fc.constantFrom<Aggregate>(
    { kind: "count" },
    { kind: "days_since_last" },
    { kind: "days_since_first" },
    { kind: "mean_gap_days" },
    { kind: "stddev_gap_days" },
  ),
  fc.record({
    kind: fc.constantFrom("sum", "mean", "stddev", "slope"),
    value: numeric,
  }) as fc.Arbitrary<Aggregate>,
  fc.record({
    kind: fc.constantFrom(
      "count_values",
      "min",
      "max",
      "count_distinct",
      "approx_count_distinct",
      "first",
      "last",
    ),
    value,
  }) as fc.Arbitrary<Aggregate>,
  fc.record({ kind: fc.constant("mode" as const), value }),
  fc.record({ kind: fc.constant("mode" as const), value: fc.constantFrom("channel", "score"), weight }),
  fc.record({
    kind: fc.constant("quantile" as const),
    value: fc.constantFrom("cents", "score"),
    fraction: fc.constantFrom(0, 0.1, 0.5, 0.9, 1),
  }),
  fc.record({
    kind: fc.constant("ratio" as const),
    numerator: numeric,
    denominator: fc.constantFrom("cents", "abs(cents)"),
  }),
  fc.record({
    kind: fc.constant("share" as const),
    category: fc.constant("channel"),
    equals: fc.constant("'a'"),
  }),
  fc.record({
    kind: fc.constant("share" as const),
    category: fc.constant("channel"),
    equals: fc.constant("'a'"),
    weight: fc.constant("abs(cents)"),
  }),
  fc.record({ kind: fc.constant("list_last" as const), value, length: fc.constantFrom(1, 2, 3, 4, 20) }),
);

export const windows: fc.Arbitrary<Duration | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    amount: fc.constantFrom(1, 3, 6.5, 7, 12, 24, 29, 30, 31, 90),
    unit: fc.constantFrom("day", "day", "hour", "minute", "second"),
  }),
  fc.record({ amount: fc.constantFrom(1, 1, 2, 12, 13), unit: fc.constant("month" as const) }),
  fc.constant({ amount: 1, unit: "year" as const }),
);

/** Aggregate columns with names that need quoting among them. */
export const aggregateColumns: fc.Arbitrary<readonly AggregateColumn[]> = fc
  .array(
    fc.record(
      {
        kind: fc.constant("aggregate" as const),
        name: fc.constantFrom("f", "Order", 'a "quoted" name', "select"),
        aggregate: kinds,
        window: windows,
        where: condition,
      },
      { requiredKeys: ["kind", "name", "aggregate", "window"] },
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((columns) =>
    columns.map((column, i) => ({
      ...column,
      name: `${column.name}${i}`,
      // Where its type is a number; every other column has one.
      ...(i % 2 === 0 && !mayBeText(column.aggregate) && { default: "-7" }),
    })),
  );

const mayBeText = (aggregate: Aggregate) =>
  aggregate.kind === "list_last" ||
  ("value" in aggregate && ["channel", '"Odd ""name"'].includes(aggregate.value));

export const zones = fc.constantFrom(
  "UTC",
  "Asia/Seoul",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
);

/** Types a column of moments may have, the grain it keeps, and SQL of a moment in it. */
export const momentTypes = {
  TIMESTAMP: { grain: 1, render: (moment: number) => `timestamp '${renderMoment(moment)}'` },
  TIMESTAMPTZ: { grain: 1, render: (moment: number) => `timestamptz '${renderMoment(moment)}+00'` },
  TIMESTAMP_S: {
    grain: second,
    render: (moment: number) => `timestamp '${renderMoment(moment)}'::timestamp_s`,
  },
  TIMESTAMP_MS: {
    grain: 1000,
    render: (moment: number) => `timestamp '${renderMoment(moment)}'::timestamp_ms`,
  },
  /** A nanosecond after the microsecond before: a moment that only its microsecond has passed. */
  TIMESTAMP_NS: {
    grain: 1,
    render: (moment: number) => `make_timestamp_ns(${BigInt(moment) * 1000n - 999n})`,
  },
  DATE: { grain: day, render: (moment: number) => `date '${renderMoment(moment).slice(0, 10)}'` },
} as const;

export type MomentType = keyof typeof momentTypes;

export const momentType = fc.constantFrom(...(Object.keys(momentTypes) as MomentType[]));

/** What a stored value of the type means: a date is a midnight of the zone. */
export function meaning(stored: number, type: MomentType, zone: string): number {
  return type === "DATE" ? momentOfLocal(zone, stored) : stored;
}

export const stored = (moment: number, type: MomentType): number =>
  Math.floor(moment / momentTypes[type].grain) * momentTypes[type].grain;

const anchors = ["2018-11-04", "2024-02-29", "2024-03-10", "2024-03-31", "2024-11-03", "2023-12-31"].map(
  (text) => Date.parse(`${text}T00:00:00Z`) * 1000,
);

/** Moments around a day: on ends of windows and months, on changes of the clocks, a microsecond beside. */
const momentsAround = (anchor: number): fc.Arbitrary<number> =>
  fc
    .record({
      days: fc.constantFrom(0, 0, 1, 7, 30, -1, -29, -30, -31, -31, -60, -90, -365),
      hours: fc.constantFrom(0, 0, 3, 6.5, 15, 23),
      micros: fc.constantFrom(0, 0, 0, 1, -1),
    })
    .map(({ days, hours, micros }) => anchor + days * day + hours * 3600 * second + micros);

/** Arbitrary moments of which many fall together, or are as far apart as windows are long. */
export const momentPools: fc.Arbitrary<fc.Arbitrary<number>> = fc
  .constantFrom(...anchors)
  .chain((anchor) => fc.array(momentsAround(anchor), { minLength: 2, maxLength: 8 }))
  .map((pool) => fc.constantFrom(...pool));

/** Cells of a row of events, beside key and clocks. */
export const cells = fc.record({
  cents: fc.option(fc.integer({ min: -5, max: 5 })),
  amount: fc.option(fc.integer({ min: -500, max: 500 }).map((cents) => cents / 100)),
  score: fc.option(fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8)),
  channel: fc.option(fc.constantFrom("a", "b", "c")),
  odd: fc.option(fc.constantFrom("x", "it's", "")),
});
