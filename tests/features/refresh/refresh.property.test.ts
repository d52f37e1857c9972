import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentSelect } from "../../../src/features/current-values.ts";
import { momentsSelect, refresh } from "../../../src/features/refresh/refresh.ts";
import type { RefreshableView } from "../../../src/features/refresh/refreshable.ts";
import type { AggregateColumn, FeatureColumn } from "../../../src/features/types.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import {
  aggregateColumns,
  cells,
  meaning,
  momentPools,
  momentType,
  momentTypes,
  stored,
  zones,
} from "../reference/arbitrary.ts";
import { renderMoment } from "../reference/calendar.ts";
import { openDatabase, tableOf } from "../reference/database.ts";
import { expectSame } from "../reference/expect-same.ts";

const database = await openDatabase();
const literal = duckdbDialect.renderLiteral;

const keys = fc.tuple(
  fc.option(fc.integer({ min: 1, max: 4 }), { freq: 8 }),
  fc.option(fc.constantFrom("x", "y"), { freq: 8 }),
);

const aging: fc.Arbitrary<AggregateColumn> = fc.record(
  {
    kind: fc.constant("aggregate" as const),
    name: fc.constant("aging"),
    aggregate: fc.record({ kind: fc.constantFrom("days_since_last", "days_since_first") }),
    window: fc.constantFrom(
      null,
      { amount: 30, unit: "day" as const },
      { amount: 1, unit: "month" as const },
    ),
    where: fc.constant("cents > 0"),
    default: fc.constant("30"),
  },
  { requiredKeys: ["kind", "name", "aggregate", "window"] },
);

const cases = momentPools.chain((moments) =>
  fc.record({
    zone: zones,
    clock: momentType,
    known: momentType,
    composite: fc.boolean(),
    events: fc.array(
      fc.record({
        key: keys,
        moment: fc.option(moments, { freq: 12 }),
        known: fc.option(moments, { freq: 9 }),
        /** Some rows are there before they are known. */
        early: fc.boolean(),
        seq: fc.integer({ min: 1, max: 3 }),
        cells,
      }),
      { maxLength: 30 },
    ),
    steps: fc.array(moments, { minLength: 2, maxLength: 6 }),
    columns: fc.tuple(aggregateColumns, fc.option(aging)),
  }),
);

type Case = typeof cases extends fc.Arbitrary<infer Found> ? Found : never;

const expressions: readonly FeatureColumn[] = [
  { kind: "expression", name: "hours", value: "aging * 24 -- of the last", default: "-1" },
  { kind: "expression", name: "half", value: "hours / 2 + extract(epoch from as_of)" },
  { kind: "expression", name: "who", value: "customer || '!'" },
];

function viewOf({ zone, composite, columns: [random, counted] }: Case): RefreshableView {
  return {
    name: "orders",
    key: composite ? ["customer", "Shop Id"] : ["customer"],
    source: {
      relation: "events",
      where: "seq > 1 -- some",
      key: composite ? ["k1", "k2"] : ["k1"],
      clock: { kind: "events", timestamp: "happened", knownAt: "loaded" },
      zone,
      order: ["seq"],
    },
    columns: [...random, ...(counted ? [counted, ...expressions] : [])],
  };
}

const types = (given: Case) => ({
  k1: "INTEGER",
  k2: "VARCHAR",
  happened: given.clock,
  loaded: given.known,
  seq: "INTEGER",
  cents: "INTEGER",
  amount: "DECIMAL(10,2)",
  score: "DOUBLE",
  channel: "VARCHAR",
  '"Odd ""name"': "VARCHAR",
});

/** The rows that have arrived by a moment: those known by then, and some others. */
async function arrive(given: Case, moment: number): Promise<void> {
  const rows = given.events.filter(
    ({ known, early }) =>
      early || (known !== null && meaning(stored(known, given.known), given.known, given.zone) <= moment),
  );
  await database.run(
    ...tableOf(
      "events",
      types(given),
      rows.map(({ key, moment: happened, known, seq, cells: { cents, amount, score, channel, odd } }) => [
        ...key.map(literal),
        happened === null ? "null" : momentTypes[given.clock].render(stored(happened, given.clock)),
        known === null ? "null" : momentTypes[given.known].render(stored(known, given.known)),
        ...[seq, cents, amount, score, channel, odd].map(literal),
      ]),
    ),
  );
}

const asSql = (moment: number) => `timestamp '${renderMoment(moment)}'`;

async function makeAnew(view: RefreshableView, until: string): Promise<void> {
  const moments = momentsSelect(view, until, duckdbDialect);
  await database.run(
    `create or replace table current as ${currentSelect(view, until, duckdbDialect)}`,
    ...(moments === undefined ? [] : [`create or replace table moments as ${moments}`]),
  );
}

async function carryOn(view: RefreshableView, since: string, until: string): Promise<void> {
  const places = { since, until, current: "current", moments: "moments", changed: "changed", fresh: "fresh" };
  const made = refresh(view, places, duckdbDialect);
  await database.run(
    `create or replace temp table changed as ${made.changed}`,
    `create or replace temp table fresh as ${made.fresh}`,
    ...made.changes.map(({ sql }) => sql),
  );
}

async function expectWhole(view: RefreshableView, until: string): Promise<void> {
  const order = view.key.map(duckdbDialect.quoteName).join(", ");
  const found = await database.rowsOf(`select * from current order by ${order}`);
  const whole = await database.rowsOf(
    `select * from (${currentSelect(view, until, duckdbDialect)}) order by ${order}`,
  );
  expect(found.length).toBe(whole.length);
  whole.forEach((row, i) => {
    expect(Object.keys(found[i] ?? {})).toEqual(Object.keys(row));
    for (const name of [...view.key, "as_of"]) expect(found[i]?.[name]).toEqual(row[name]);
    for (const column of view.columns) {
      const kind = column.kind === "aggregate" ? column.aggregate : ({ kind: "mean" } as const);
      expectSame(found[i]?.[column.name], row[column.name] as never, kind);
    }
  });
  const types = (from: string) => database.rowsOf(`select column_name, column_type from (describe ${from})`);
  expect(await types("current")).toEqual(await types(currentSelect(view, until, duckdbDialect)));
}

describe("refresh(view, places, dialect)", () => {
  it("leaves what a full build at the later moment gives, whatever arrives in between", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const view = viewOf(given);
        let since: number | undefined;
        for (const until of [...given.steps].sort((a, b) => a - b)) {
          await arrive(given, until);
          if (since === undefined) await makeAnew(view, asSql(until));
          else await carryOn(view, asSql(since), asSql(until));
          await expectWhole(view, asSql(until));
          since = until;
        }
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});
