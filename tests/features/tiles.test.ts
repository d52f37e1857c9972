import { describe, expect, it } from "vitest";
import { densitySelect } from "../../src/features/density.ts";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import type { Aggregate, FeatureView } from "../../src/features/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { openDatabase } from "./reference/database.ts";
import { all, column, days, months, viewOf } from "./reference/views.ts";

const database = await openDatabase();
// An event each three hours, many of them at midnight: where tiles and windows begin and end. Two at a time.
await database.run(
  `create table events as select range % 2 as customer, timestamp '2023-12-20' + to_hours(range // 4 * 3) as happened, (hash(range) % 1000)::integer as amount,
    (hash(range) % 1000 / 7.0 + 1e6)::double as score, (hash(range) % 100 / 10)::decimal(5, 1) as price, hash(range) % 3 = 0 as gift, ['a', 'b', 'c'][1 + range % 3] as channel from range(4000)`,
  "create table spine as select range % 3 as customer, timestamp '2024-01-01' + to_hours((range // 3) * 36) as moment from range(300) union all select 1, timestamp '1969-12-31 23:00:00'",
);

const kinds: readonly Aggregate[] = [
  { kind: "count" },
  { kind: "count_values", value: "nullif(amount, 1)" },
  { kind: "sum", value: "amount" },
  { kind: "sum", value: "price" },
  { kind: "sum", value: "gift" },
  { kind: "mean", value: "score" },
  { kind: "min", value: "score" },
  { kind: "max", value: "channel" },
  { kind: "stddev", value: "score" },
  { kind: "slope", value: "score" },
  { kind: "first", value: "amount" },
  { kind: "last", value: "amount" },
  { kind: "days_since_last" },
  { kind: "mean_gap_days" },
  { kind: "share", category: "channel", equals: "'a'", weight: "price" },
  { kind: "ratio", numerator: "price", denominator: "amount" },
  // Not merged, beside those that are.
  { kind: "count_distinct", value: "channel" },
  { kind: "mode", value: "channel" },
];

const windows = [null, days(90), days(7), months(1), { amount: 5, unit: "hour" }] as const;

function viewWith(density: "dense" | "sparse", some = kinds): FeatureView {
  const columns = some.flatMap((aggregate, i) => [
    ...windows.map((window, j) => column(`f_${i}_${j}`, aggregate, window)),
    column(`where_${i}`, aggregate, days(7), { where: "channel <> 'b'" }),
  ]);
  return viewOf(columns, { density, zone: "Europe/Berlin" });
}

const selectOf = (view: FeatureView) =>
  pointInTimeSelect(
    { spine: { relation: "spine", key: ["customer"], asOf: "moment" }, views: [all(view)] },
    duckdbDialect,
  );

describe("tiles", () => {
  it("give what each row looked at for each moment gives, of the same types", async () => {
    await database.run(
      `create table sparse as ${selectOf(viewWith("sparse"))}`,
      `create table dense as ${selectOf(viewWith("dense"))}`,
    );
    expect(await database.rowsOf("describe dense")).toEqual(await database.rowsOf("describe sparse"));
    const [sparse = [], dense = []] = await Promise.all(
      ["sparse", "dense"].map((table) => database.rowsOf(`from ${table} order by customer, as_of`)),
    );
    expect(sparse.length).toBe(301);
    const different = sparse.flatMap((row, i) =>
      Object.keys(row)
        .filter((name) => !isSame(dense[i]?.[name], row[name]))
        .map((name) => [name, dense[i]?.[name], row[name]]),
    );
    expect(different).toEqual([]);
  });

  it("take the place of the range join where all aggregates can be merged", () => {
    expect(selectOf(viewWith("dense", kinds.slice(0, 16)))).not.toContain("quern_age");
    expect(selectOf(viewWith("sparse", kinds.slice(0, 16)))).not.toContain("quern_tile");
  });

  it("are left alone where rows were known only later, since the moment says which are", () => {
    const view = viewWith("dense");
    const clock = { kind: "events", timestamp: "happened", knownAt: "happened" } as const;
    expect(selectOf({ ...view, source: { ...view.source, clock } })).not.toContain("quern_tile");
  });
});

describe("densitySelect(view, spine, dialect)", () => {
  const spine = { relation: "spine", key: ["customer"], asOf: "moment" };
  const isDense = async (view: FeatureView) => {
    const select = densitySelect(view, spine, duckdbDialect);
    return select === undefined ? undefined : database.rowsOf(select);
  };

  it("compares events in windows with what tiles cost", async () => {
    const count = (window: (typeof windows)[number], where?: string) =>
      viewOf([column("n", { kind: "count" }, window)], where === undefined ? {} : { where });
    expect(await isDense(count(null))).toEqual([{ is_dense: true }]);
    expect(await isDense(count(days(7)))).toEqual([{ is_dense: false }]);
    expect(await isDense(count(null, "amount < 10"))).toEqual([{ is_dense: false }]);
    expect(await isDense(count(null, "false"))).toEqual([{ is_dense: false }]);
  });

  it("has nothing to say where tiles are no choice", async () => {
    const none = { kind: "none" } as const;
    expect(
      await isDense(viewOf([{ kind: "attribute", name: "a", value: "amount" }], { clock: none })),
    ).toBeUndefined();
    const late = { kind: "events", timestamp: "happened", knownAt: "happened" } as const;
    expect(await isDense(viewOf([column("n", { kind: "count" })], { clock: late }))).toBeUndefined();
  });
});

/** Sums of floating-point numbers depend on their order. */
const isSame = (one: unknown, other: unknown) =>
  typeof one === "number" && typeof other === "number"
    ? Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(other))
    : one === other;
