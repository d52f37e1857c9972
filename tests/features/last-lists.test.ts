import { describe, expect, it } from "vitest";
import { pointInTimeSelect } from "../../src/features/point-in-time.ts";
import type { FeatureView } from "../../src/features/types.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { openDatabase } from "./reference/database.ts";
import { all, column, days, viewOf } from "./reference/views.ts";

const database = await openDatabase();
await database.run(
  `create table events as select range % 3 as customer, timestamp '2024-01-01' + to_hours(range // 6) as happened, (hash(range) % 20)::integer as amount,
    ['a', 'b', null][1 + range % 3] as channel from range(600)`,
  "create table spine as select range % 4 as customer, timestamp '2024-01-01' + to_hours((range // 4) * 30) as moment from range(20)",
);

const selectOf = (view: FeatureView) =>
  pointInTimeSelect(
    { spine: { relation: "spine", key: ["customer"], asOf: "moment" }, views: [all(view)] },
    duckdbDialect,
  );

const last = (length: number, value = "amount") => ({ kind: "list_last", value, length }) as const;

const lists = [
  column("one", last(1)),
  column("some", last(5), days(1)),
  column("many", last(30), days(3)),
  column("of_web", last(4), null, { where: "channel = 'a'" }),
  column("channels", last(3, "channel")),
];

const planOf = async (select: string) => JSON.stringify(await database.rowsOf(`explain ${select}`));

describe("lists of last rows", () => {
  it("are sorted, and the engine's plan holds none of them in an arg_max, which does not spill", async () => {
    for (const each of lists) {
      const plan = await planOf(selectOf(viewOf([each])));
      expect(plan).toContain("WINDOW");
      expect(plan).not.toContain("arg_max");
    }
  });

  it("are held for each moment where entities are dense, with the same values", async () => {
    const dense = selectOf(viewOf(lists, { density: "dense" }));
    expect(await planOf(dense)).toContain("arg_max");
    const rowsOf = (select: string) => database.rowsOf(`from (${select}) order by customer, as_of`);
    const rows = await rowsOf(selectOf(viewOf(lists)));
    expect(rows.length).toBe(20);
    expect(await rowsOf(dense)).toEqual(rows);
  });

  it("of one value are read off the same sorted rows, whatever their windows and lengths", () => {
    const select = selectOf(viewOf(lists));
    expect(select.match(/quern_rank = 1/g)).toHaveLength(3);
    expect(select.match(/join quern_view_0_values_rows/g)).toHaveLength(3);
  });
});
