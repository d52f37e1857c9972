import { afterAll, describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import { duckdbDialect } from "../../src/sql/duckdb-dialect.ts";
import { volatileFunctions, volatileNames } from "../../src/sql/volatile-functions.ts";
import { findUnfrozen, freezeClock } from "../../src/unit/freeze-clock.ts";

const warehouse = await duckdbAdapter.open({ location: ":memory:", baseFolder: "" });
afterAll(() => warehouse.close());
const session = await warehouse.connect();
await session.run("attach ':memory:' as frozen");
const moment = new Date("2024-06-01T10:11:12.5Z");

const calls: Readonly<Record<string, string>> = {
  "now()": "2024-06-01 10:11:12.5+00",
  "get_current_timestamp()": "2024-06-01 10:11:12.5+00",
  "transaction_timestamp()": "2024-06-01 10:11:12.5+00",
  current_timestamp: "2024-06-01 10:11:12.5+00",
  "today()": "2024-06-01",
  current_date: "2024-06-01",
  "current_date()": "2024-06-01",
  localtimestamp: "2024-06-01 10:11:12.5",
  "current_localtimestamp()": "2024-06-01 10:11:12.5",
  localtime: "10:11:12.5",
  "current_localtime()": "10:11:12.5",
  current_time: "10:11:12.5+00",
  "get_current_time()": "10:11:12.5+00",
  "ago(interval 1 day)": "2024-05-31 10:11:12.5+00",
  "age(timestamp '2024-05-31')": "1 day",
  "age(timestamptz '2024-05-31 00:00:00+00')": "1 day",
  "age(timestamp '2024-05-31', timestamp '2024-05-29')": "2 days",
  "date_diff('day', date '2024-05-01', current_date)": "31",
};

describe("freezeClock(session, moment, dialect)", () => {
  it("reaches every function that tells the time, with its type", async () => {
    const expressions = Object.keys(calls);
    const ask = async (what: (call: string) => string) =>
      Object.values(
        (await session.rows(`select ${expressions.map((call, i) => `${what(call)} as c${i}`)}`))[0] ?? {},
      );
    const types = await ask((call) => `typeof(${call})`);
    const names = await session.describe(`select ${expressions.join(", ")}`);
    await session.run("use frozen");
    await freezeClock(session, moment, duckdbDialect);
    expect(await ask((call) => `typeof(${call})`)).toEqual(types);
    expect(await session.describe(`select ${expressions.join(", ")}`)).toEqual(names);
    expect((await ask((call) => `cast(${call} as varchar)`)).map(String)).toEqual(Object.values(calls));
    await session.run("use memory");
  });

  it("leaves out none of the volatile functions that have to do with time", () => {
    const timeless = /uuid|random|query|connection|transaction_id|txid|currval|nextval/;
    const known = new Set([...Object.keys(calls).map((call) => call.replace(/\(.*/, ""))]);
    const missing = [...volatileFunctions, ...volatileNames].filter(
      (name) => !timeless.test(name) && !known.has(name),
    );
    expect(missing).toEqual([]);
  });

  it("is seen in views, in other schemas, and not by columns of these names", async () => {
    await session.run("use frozen; create schema s; create view s.v as select now() as moment");
    expect(await session.rows("select moment from s.v")).toEqual([{ moment: "2024-06-01 10:11:12.5+00" }]);
    expect(await session.rows("select current_date as d from (select 1 as current_date)")).toEqual([
      { d: 1 },
    ]);
    await session.run("use memory");
  });
});

describe("findUnfrozen(session, statements, dialect)", () => {
  it("names the calls that say the engine's own schema", async () => {
    const found = await findUnfrozen(
      session,
      ["select now(), main.now()", "select system.main.now() where pg_catalog.today() > 'system'"],
      duckdbDialect,
    );
    expect([...found].sort()).toEqual(["pg_catalog.today()", "system.main.now()"]);
  });
});
