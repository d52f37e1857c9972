import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currentSelect } from "../../src/features/current-values.ts";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import type { AggregateColumn, FeatureView } from "../../src/features/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import type { Row } from "./reference/aggregate.ts";
import {
  aggregateColumns,
  cells,
  evaluate,
  meaning,
  momentPools,
  momentType,
  momentTypes,
  stored,
  zones,
} from "./reference/arbitrary.ts";
import { renderMoment } from "./reference/calendar.ts";
import { openDatabase, tableOf } from "./reference/database.ts";
import { expectSame } from "./reference/expect-same.ts";
import { attributeAt, featureAt } from "./reference/features.ts";

const database = await openDatabase();
const literal = duckdbDialect.renderLiteral;

const keys = fc.tuple(
  fc.option(fc.integer({ min: 1, max: 2 }), { freq: 6 }),
  fc.option(fc.constantFrom("x", "y"), { freq: 6 }),
);

const cases = momentPools.chain((moments) =>
  fc.record({
    at: moments,
    zone: zones,
    clock: momentType,
    known: fc.option(momentType),
    ordered: fc.boolean(),
    density: fc.constantFrom("dense" as const, "sparse" as const),
    composite: fc.boolean(),
    events: fc.array(
      fc.record({
        key: keys,
        moment: fc.option(moments, { freq: 12 }),
        known: fc.option(moments, { freq: 6 }),
        seq: fc.integer({ min: 1, max: 3 }),
        cells,
      }),
      { maxLength: 30 },
    ),
    spine: fc.array(fc.record({ key: keys, moment: fc.option(moments, { freq: 12 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
    columns: aggregateColumns,
  }),
);

type Case = typeof cases extends fc.Arbitrary<infer Found> ? Found : never;

function viewOf({ zone, known, ordered, density, composite, columns }: Case): FeatureView {
  return {
    name: "orders",
    key: composite ? ["customer", "Shop Id"] : ["customer"],
    source: {
      relation: "events",
      where: "seq > 0 -- all",
      key: composite ? ["k1", "k2"] : ["k1"],
      clock: { kind: "events", timestamp: "happened", ...(known !== null && { knownAt: "loaded" }) },
      zone,
      order: ordered ? ["seq"] : [],
      density,
    },
    columns,
  };
}

async function store({ clock, known, events, spine }: Case): Promise<void> {
  const { render } = momentTypes[clock];
  const renderKnown = momentTypes[known ?? "TIMESTAMP"].render;
  await database.run(
    ...tableOf(
      "events",
      {
        k1: "INTEGER",
        k2: "VARCHAR",
        happened: clock,
        loaded: known ?? "TIMESTAMP",
        seq: "INTEGER",
        cents: "INTEGER",
        amount: "DECIMAL(10,2)",
        score: "DOUBLE",
        channel: "VARCHAR",
        '"Odd ""name"': "VARCHAR",
      },
      events.map(({ key, moment, known: loaded, seq, cells: { cents, amount, score, channel, odd } }) => [
        ...key.map(literal),
        moment === null ? "null" : render(stored(moment, clock)),
        loaded === null ? "null" : renderKnown(stored(loaded, known ?? "TIMESTAMP")),
        ...[seq, cents, amount, score, channel, odd].map(literal),
      ]),
    ),
    ...spineTable(spine),
  );
}

function spineTable(spine: Case["spine"]): readonly string[] {
  return tableOf(
    "spine",
    { customer: "INTEGER", '"Shop Id"': "VARCHAR", moment: "TIMESTAMP", position: "INTEGER" },
    spine.map(({ key, moment }, i) => [
      ...key.map(literal),
      moment === null ? "null" : `timestamp '${renderMoment(moment)}'`,
      `${i}`,
    ]),
  );
}

/** The rows of an entity that can count at all. */
function rowsOf(
  { events, clock, known, zone, ordered, composite }: Case,
  key: Case["spine"][number]["key"],
): readonly Row[] {
  const width = composite ? 2 : 1;
  return events.flatMap((event): Row[] => {
    const same = key.slice(0, width).every((part, i) => part !== null && part === event.key[i]);
    if (!same || event.moment === null || (known !== null && event.known === null)) return [];
    return [
      {
        moment: meaning(stored(event.moment, clock), clock, zone),
        ...(known !== null &&
          event.known !== null && { known: meaning(stored(event.known, known), known, zone) }),
        order: ordered ? [event.seq] : [],
        columns: event.cells,
      },
    ];
  });
}

const request = (view: FeatureView, columns: readonly Pick<AggregateColumn, "name">[]) => ({
  spine: { relation: "spine", key: view.key, asOf: "moment" },
  keep: ["position"],
  views: [{ view, links: [], columns: columns.map(({ name }) => ({ column: name, as: `out ${name}` })) }],
});

describe("pointInTimeSelect(request, dialect)", () => {
  /** Looks at every row for each row of the spine. */
  async function expectReference(given: Case): Promise<void> {
    await store(given);
    const select = pointInTimeSelect(request(viewOf(given), given.columns), duckdbDialect);
    const found = await database.rowsOf(`select * from (${select}) order by position`);
    expect(found.length).toBe(given.spine.length);
    given.spine.forEach(({ key, moment }, i) => {
      expect([found[i]?.customer, found[i]?.as_of]).toEqual([key[0], moment === null ? null : shown(moment)]);
      for (const column of given.columns) {
        const expected = featureAt(column, rowsOf(given, key), moment, given.zone, evaluate);
        expectSame(found[i]?.[`out ${column.name}`], expected, column.aggregate);
      }
    });
  }

  it("gives what the reference gives", async () => {
    await fc.assert(fc.asyncProperty(cases, expectReference), { numRuns: 200 });
  });

  it("gives the same where events are summed up in tiles first", async () => {
    const dense = cases.map((given) => ({ ...given, known: null, density: "dense" as const }));
    await fc.assert(fc.asyncProperty(dense, expectReference), { numRuns: 200 });
  });
});

const stateCases = momentPools.chain((moments) =>
  fc.record({
    zone: zones,
    clock: momentType,
    states: fc.array(
      fc.record({
        key: keys,
        from: moments,
        until: fc.option(moments, { freq: 2 }),
        cents: fc.option(fc.integer({ min: 1, max: 3 })),
      }),
      { maxLength: 15 },
    ),
    spine: fc.array(fc.record({ key: keys, moment: fc.option(moments, { freq: 12 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
  }),
);

describe("pointInTimeSelect(request, dialect) over states", () => {
  it("gives what the reference gives", async () => {
    const attribute = { kind: "attribute", name: "f", value: "cents", default: "-7" } as const;
    await fc.assert(
      fc.asyncProperty(stateCases, async ({ zone, clock, states, spine }) => {
        const { render } = momentTypes[clock];
        const shownAs = (moment: number | null) => (moment === null ? "null" : render(stored(moment, clock)));
        await database.run(
          ...tableOf(
            "states",
            { k1: "INTEGER", since: clock, until: clock, cents: "INTEGER" },
            states.map(({ key, from, until, cents }) => [
              literal(key[0]),
              shownAs(from),
              shownAs(until),
              literal(cents),
            ]),
          ),
          ...spineTable(spine),
        );
        const source = {
          relation: "states",
          key: ["k1"],
          clock: { kind: "versions", validFrom: "since", validTo: "until" },
          zone,
          order: [],
        } as const;
        const view: FeatureView = { name: "states", key: ["customer"], source, columns: [attribute] };
        const select = pointInTimeSelect(request(view, [attribute]), duckdbDialect);
        const found = await database.rowsOf(`select * from (${select}) order by position`);
        const meant = (moment: number) => meaning(stored(moment, clock), clock, zone);
        const expected = spine.map(({ key, moment }) => {
          const own = states.filter((state) => key[0] !== null && state.key[0] === key[0]);
          const known = own.map(({ from, until, cents }) => ({
            from: meant(from),
            until: until === null ? null : meant(until),
            row: { moment: meant(from), order: [], columns: { cents } },
          }));
          return attributeAt(attribute, known, moment, evaluate);
        });
        expect(found.map((row) => row["out f"])).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });
});

describe("currentSelect(view, asOf, dialect)", () => {
  it("gives what pointInTimeSelect gives at that moment, for the entities with rows by then", async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const moment = given.at;
        await store({ ...given, spine: given.events.map(({ key }) => ({ key, moment })) });
        const view = viewOf(given);
        const current = await database.rowsOf(
          currentSelect(view, `timestamp '${renderMoment(moment)}'`, duckdbDialect),
        );
        const names = [...view.key, "as_of", ...given.columns.map(({ name }) => name)];
        const atMoment = await database.rowsOf(
          pointInTimeSelect(request(view, given.columns), duckdbDialect),
        );
        const renamed = atMoment.map((row) =>
          Object.fromEntries(names.map((name) => [name, name in row ? row[name] : row[`out ${name}`]])),
        );
        const entities = given.events.filter(({ key }) =>
          rowsOf(given, key).some((row) => row.moment <= moment && (row.known ?? moment) <= moment),
        );
        const keyOf = (row: Record<string, unknown>) => view.key.map((name) => row[name]).join("|");
        const expected = new Map(
          renamed
            .filter((row) =>
              entities.some(({ key }) => key.slice(0, view.key.length).join("|") === keyOf(row)),
            )
            .map((row) => [keyOf(row), rounded(row)]),
        );
        expect(new Map(current.map((row) => [keyOf(row), rounded(row)]))).toEqual(expected);
        expect(current.length).toBe(expected.size);
      }),
      { numRuns: 100 },
    );
  });
});

/** As the driver renders it: without zeros at the end. */
const shown = (moment: number) => renderMoment(moment).replace(/\.0*$|(?<=\.\d*)0+$/, "");

/** Sums of floating-point numbers depend on their order; where they cancel out, what is left is near 0. */
const rounded = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" ? (Math.abs(value) < 1e-9 ? 0 : value).toPrecision(9) : value,
    ]),
  );
