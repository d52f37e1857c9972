import { describe, expect, it } from "vitest";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import type { EntityLink } from "../../src/features/training-types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { openDatabase } from "./reference/database.ts";
import { all, column, viewOf } from "./reference/views.ts";

const database = await openDatabase();
await database.run(
  "create table members as select * from (values (1, 10, timestamp '2024-01-01', timestamp '2024-02-01'), (1, 20, timestamp '2024-02-01', null), (2, 10, timestamp '2024-01-05', null)) as t(member, household, joined, \"left\")",
  "create table districts as select * from (values (10, 'a', 1), (20, 'b', 2)) as t(household, district, number)",
  "create table payments as select * from (values (10, timestamp '2024-01-10', 5), (20, timestamp '2024-01-20', 7)) as t(household, happened, amount)",
  "create table crimes as select * from (values ('a', 1, timestamp '2024-01-01'), ('a', 1, timestamp '2024-01-02'), ('b', 2, timestamp '2024-01-02')) as t(district, number, happened)",
  "create table spine as select * from (values (1, timestamp '2024-01-15'), (1, timestamp '2024-02-15'), (2, timestamp '2024-01-15'), (2, timestamp '2024-01-01'), (3, timestamp '2024-01-15'), (null, timestamp '2024-01-15')) as t(customer, moment)",
);

const spend = viewOf(
  [column("spend", { kind: "sum", value: "amount" }, null, { default: "0" })],
  { relation: "payments", key: ["household"] },
  { name: "household", key: ["household_id"] },
);
const crimes = viewOf(
  [column("crimes", { kind: "count" })],
  { relation: "crimes", key: ["district", "number"] },
  { name: "district", key: ["district_id", "number"] },
);

const member = (clock: EntityLink["clock"]): EntityLink => ({
  relation: "members",
  from: ["member"],
  to: ["household"],
  clock,
  zone: "UTC",
});
const district: EntityLink = {
  relation: "districts",
  from: ["household"],
  to: ["district", "number"],
  clock: { kind: "none" },
  zone: "UTC",
};
const joined = { kind: "events", timestamp: "joined" } as const;
const versions = { kind: "versions", validFrom: "joined", validTo: '"left"' } as const;

async function featuresOf(views: Parameters<typeof pointInTimeSelect>[0]["views"]) {
  const request = { spine: { relation: "spine", key: ["customer"], asOf: "moment" }, views };
  const rows = await database.rowsOf(
    `select * from (${pointInTimeSelect(request, duckdbDialect)}) order by all`,
  );
  return rows.map((row) => Object.values(row).slice(2));
}

describe("pointInTimeSelect with links", () => {
  it("finds the related entity of the moment by the newest row known then", async () => {
    const expected = [["5"], ["7"], ["0"], ["5"], ["0"], ["0"]];
    expect(await featuresOf([{ ...all(spend), links: [member(joined)] }])).toEqual(expected);
    expect(await featuresOf([{ ...all(spend), links: [member(versions)] }])).toEqual(expected);
  });

  it("follows several links, composite keys among them, beside views without", async () => {
    const own = viewOf([column("moves", { kind: "count" })], {
      relation: "members",
      key: ["member"],
      clock: joined,
    });
    const views = [
      { ...all(crimes), links: [member(joined), district] },
      all(own),
      { ...all(spend), links: [member(joined)] },
    ];
    expect(await featuresOf(views)).toEqual([
      ["2", "1", "5"],
      ["1", "2", "7"],
      ["0", "0", "0"],
      ["2", "1", "5"],
      ["0", "0", "0"],
      ["0", "0", "0"],
    ]);
  });

  it("takes the columns of a key from one row where several are of one moment", async () => {
    await database.run(
      "create or replace table moves as select * from (values (1, 'a', 2, timestamp '2024-01-01'), (1, 'b', 1, timestamp '2024-01-01')) as t(member, district, number, happened)",
    );
    const link: EntityLink = {
      ...member({ kind: "events", timestamp: "happened" }),
      relation: "moves",
      to: ["district", "number"],
    };
    const found = viewOf(
      [{ kind: "attribute", name: "pair", value: "district || number" }],
      {
        relation: "(values ('a', 1), ('a', 2), ('b', 1), ('b', 2)) as t(district, number)",
        key: ["district", "number"],
        clock: { kind: "none" },
      },
      { key: ["district", "number"] },
    );
    expect((await featuresOf([{ ...all(found), links: [link] }]))[0]).toEqual(["b1"]);
  });
});
