import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentSelect } from "../../src/features/current-values.ts";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import { type ServedFeatures, servedAt, servedSelect } from "../../src/features/served-values.ts";
import type { EntityLink } from "../../src/features/training-types.ts";
import type { FeatureView } from "../../src/features/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { aggregateColumns, cells, momentPools } from "./reference/arbitrary.ts";
import { renderMoment } from "./reference/calendar.ts";
import { openDatabase, tableOf } from "./reference/database.ts";
import { all, viewOf } from "./reference/views.ts";

const database = await openDatabase();
const literal = duckdbDialect.renderLiteral;
const timestamp = (moment: number) => `timestamp '${renderMoment(moment)}'`;

const cases = momentPools.chain((moments) =>
  fc.record({
    at: moments,
    events: fc.array(fc.record({ key: fc.integer({ min: 1, max: 3 }), moment: moments, cells }), {
      maxLength: 20,
    }),
    homes: fc.array(
      fc.record({
        key: fc.integer({ min: 1, max: 4 }),
        home: fc.integer({ min: 10, max: 12 }),
        moment: moments,
      }),
      { maxLength: 6 },
    ),
    spends: fc.array(fc.record({ key: fc.integer({ min: 10, max: 12 }), moment: moments, cells }), {
      maxLength: 12,
    }),
    states: fc.array(
      fc.record({
        key: fc.integer({ min: 1, max: 4 }),
        moment: moments,
        country: fc.option(fc.constantFrom("kr", "jp")),
      }),
      { maxLength: 8 },
    ),
    columns: aggregateColumns,
    homeColumns: aggregateColumns,
  }),
);

type Case = typeof cases extends fc.Arbitrary<infer Found> ? Found : never;

const eventTypes = {
  customer: "INTEGER",
  happened: "TIMESTAMP",
  cents: "INTEGER",
  amount: "DECIMAL(10,2)",
  score: "DOUBLE",
  channel: "VARCHAR",
  '"Odd ""name"': "VARCHAR",
};

const eventRows = (events: Case["events"]) =>
  events.map(({ key, moment, cells: { cents, amount, score, channel, odd } }) => [
    String(key),
    timestamp(moment),
    ...[cents, amount, score, channel, odd].map(literal),
  ]);

const home: EntityLink = {
  relation: "homes",
  from: ["member"],
  to: ["home"],
  clock: { kind: "events", timestamp: "joined" },
  zone: "UTC",
};

function viewsOf({ columns, homeColumns }: Case): readonly FeatureView[] {
  const country: FeatureView = {
    name: "profile",
    key: ["customer"],
    source: {
      relation: "states",
      key: ["customer"],
      clock: { kind: "versions", validFrom: "since" },
      zone: "UTC",
      order: ["country"],
    },
    columns: [
      { kind: "attribute", name: "country", value: "country", default: "'nowhere'" },
      { kind: "expression", name: "is_kr", value: "country = 'kr' -- not jp" },
    ],
  };
  const seen = { kind: "expression", name: "day of", value: "dayofyear(as_of)" } as const;
  return [
    viewOf([...columns, seen]),
    viewOf(homeColumns, { relation: "spends" }, { name: "household", key: ["household"] }),
    country,
  ];
}

function setOf(views: readonly FeatureView[]): ServedFeatures {
  const [orders, household, profile] = views.map(all);
  if (!orders || !household || !profile) throw new Error("three views");
  const prefixed = household.columns.map(({ column }) => ({ column, as: `home ${column}` }));
  return {
    key: ["customer"],
    views: [
      { ...orders, current: "current_orders" },
      { ...household, columns: prefixed, links: [home], current: "current_household" },
      { ...profile, current: "current_profile" },
    ],
    expressions: [
      { name: "pair", value: "country || ' ' || \"day of\" -- said twice" },
      { name: "twice", value: "pair || pair" },
    ],
  };
}

async function store(given: Case, views: readonly FeatureView[]): Promise<void> {
  await database.run(
    ...tableOf("events", eventTypes, eventRows(given.events)),
    ...tableOf("spends", eventTypes, eventRows(given.spends)),
    ...tableOf(
      "homes",
      { member: "INTEGER", home: "INTEGER", joined: "TIMESTAMP" },
      given.homes.map(({ key, home: to, moment }) => [`${key}`, `${to}`, timestamp(moment)]),
    ),
    ...tableOf(
      "states",
      { customer: "INTEGER", since: "TIMESTAMP", country: "VARCHAR" },
      given.states.map(({ key, moment, country }) => [`${key}`, timestamp(moment), literal(country)]),
    ),
  );
  for (const view of views)
    await database.run(
      `create or replace table current_${view.name} as ${currentSelect(view, timestamp(given.at), duckdbDialect)}`,
    );
}

/** What training gives to customers 1 to 5 at the moment, by key. */
async function trainingAt(set: ServedFeatures, moment: string) {
  const relation = `(select i::integer as customer, ${moment} as as_of from range(1, 6) t(i))`;
  const rows = pointInTimeSelect(
    { spine: { relation, key: ["customer"], asOf: "as_of" }, views: set.views },
    duckdbDialect,
  );
  const [pair, twice] = set.expressions;
  const found = await database.rowsOf(
    `select *, ${twice?.value} as "${twice?.name}" from (select *, ${pair?.value}\n as "${pair?.name}" from (${rows}))`,
  );
  return new Map(found.map(({ customer, as_of: _, ...values }) => [customer, rounded(values)]));
}

const valuesOf = ({ customer: _, ...row }: Record<string, unknown>) =>
  rounded(Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith("quern_moment"))));

/** Sums of floating-point numbers depend on their order. */
const rounded = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" ? value.toPrecision(9) : value,
    ]),
  );

const known = (row: Record<string, unknown>) => [0, 1, 2].map((view) => row[`quern_moment_${view}`] !== null);

describe("servedSelect(set, whose, dialect) and servedAt(set, key, asOf, dialect)", () => {
  it("give what training gives at the moment, whoever is asked for", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const views = viewsOf(given);
        const set = setOf(views);
        await store(given, views);
        const moment = timestamp(given.at);
        const training = await trainingAt(set, moment);
        const everyone = await database.rowsOf(servedSelect(set, "all", duckdbDialect));
        const isEmpty =
          (
            await database.rowsOf(
              "select as_of from current_orders union all select as_of from current_household union all select as_of from current_profile",
            )
          ).length === 0;
        for (const row of everyone) if (!isEmpty) expect(valuesOf(row)).toEqual(training.get(row.customer));
        expect(new Set(everyone.map((row) => row.customer)).size).toBe(everyone.length);
        for (const customer of [1, 4, 5]) {
          const [then] = await database.rowsOf(
            servedAt(set, [`${customer}::integer`], moment, duckdbDialect),
          );
          expect(valuesOf(then ?? {})).toEqual(training.get(customer));
          if (isEmpty) continue;
          const [now] = await database.rowsOf(servedSelect(set, [`${customer}::integer`], duckdbDialect));
          expect(valuesOf(now ?? {})).toEqual(training.get(customer));
          expect(known(now ?? {})).toEqual(known(then ?? {}));
          const packed = everyone.find((row) => row.customer === customer);
          if (packed) expect(known(packed)).toEqual(known(now ?? {}));
          else expect(known(now ?? {})).toEqual([false, false, false]);
        }
        if (isEmpty) return;
        const [nobody] = await database.rowsOf(servedSelect(set, "nobody", duckdbDialect));
        expect(nobody?.customer).toBeNull();
        expect(valuesOf(nobody ?? {})).toEqual(training.get(5));
      }),
      { numRuns: 20 },
    );
  });

  it("read the table alone where one view is asked for as it is", () => {
    const view = viewOf([{ kind: "aggregate", name: "n", aggregate: { kind: "count" }, window: null }]);
    const set = { key: ["customer"], views: [{ ...all(view), current: "main.orders" }], expressions: [] };
    expect(servedSelect(set, "all", duckdbDialect)).toBe(
      "select customer,\nas_of as quern_moment_0,\nn as n\nfrom main.orders",
    );
  });
});
