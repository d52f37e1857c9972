import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realCompiler as compiler } from "./growing-project.ts";
import {
  build,
  modelId,
  openTemporary,
  reasonKinds,
  type SmallProject,
  sourceId,
  statuses,
  type TemporaryWarehouse,
} from "./small-project.ts";

let place: TemporaryWarehouse;
beforeEach(async () => {
  place = await openTemporary();
});
afterEach(async () => {
  await place.close();
});

describe("runPlan(plan, context) with real materialisations", () => {
  it("publishes external files only once their tests have passed", async () => {
    const project = (sql: string): SmallProject => ({
      models: {
        out: {
          sql,
          materialized: "external",
          settings: { location: "exports/out.csv", format: "csv" },
        },
      },
      tests: { not_null_out: { on: ["out"], failures: "select * from {out} where x is null" } },
    });
    const rows = () => place.session.rows(`select x from out order by x`);
    await build(project("select unnest([1, 2]) as x"), place, { context: { compiler } });
    expect(await rows()).toEqual([{ x: 1 }, { x: 2 }]);
    const failed = await build(project("select unnest([3, null]) as x"), place, { context: { compiler } });
    expect(statuses(failed.results)).toEqual({ out: "fail" });
    expect(await rows()).toEqual([{ x: 1 }, { x: 2 }]);
    await build(project("select unnest([4, 5]) as x"), place, {
      context: { compiler, now: new Date("2026-01-02T00:00:00Z") },
    });
    expect(await rows()).toEqual([{ x: 4 }, { x: 5 }]);
    expect(readdirSync(join(place.folder, "exports"))).toEqual(["out.csv"]);
    expect(existsSync(join(place.folder, "exports", "out.csv"))).toBe(true);
  });

  const hourly: SmallProject = {
    sources: { events: "raw.events" },
    models: {
      counted: {
        sql: "select id, moment from {events}",
        materialized: "incremental",
        settings: {
          strategy: "microbatch",
          event_time: "moment",
          batch_size: "day",
          begin: "2026-01-01",
          lookback: 1,
        },
      },
    },
    tests: {
      unique_id: { on: ["counted"], failures: "select id from {counted} group by id having count(*) > 1" },
    },
  };
  const on = (day: string) => ({ compiler, now: new Date(`${day}T12:00:00Z`) });
  const at = (version: string) => ({ sourceVersions: { [sourceId("events")]: version } });
  const ledger = () =>
    place.session.rows(
      "select strftime(start_at, '%d %H') as start, strftime(end_at, '%d %H') as stop from _quern.intervals order by 1",
    );
  const ids = async () =>
    (await place.session.rows("select id from counted order by id")).map((row) => row.id);

  it("fills batches with a ledger, in the transaction of the node", async () => {
    await place.session.run(
      "create schema raw; create table raw.events as select i as id, timestamp '2026-01-01' + to_hours(i::int * 12) as moment from range(6) t(i)",
    );
    await build(hourly, place, { ...at("1"), context: on("2026-01-02") });
    expect(await ids()).toEqual([0, 1, 2]);
    expect(await ledger()).toEqual([
      { start: "01 00", stop: "02 00" },
      { start: "02 00", stop: "02 12" },
    ]);
    // A row that came late for a day that is filled and behind the lookback: only a restatement sees it.
    await place.session.run("insert into raw.events values (100, timestamp '2026-01-01 01:00')");
    await build(hourly, place, { ...at("2"), context: on("2026-01-03") });
    expect(await ids()).toEqual([0, 1, 2, 3, 4]);
    const range = { start: new Date("2026-01-01T00:00:00Z"), end: new Date("2026-01-02T00:00:00Z") };
    const restated = await build(hourly, place, {
      ...at("2"),
      flags: { restate: true },
      context: { ...on("2026-01-03"), batchRange: range },
    });
    expect(reasonKinds(restated.plan)).toMatchObject({ counted: "run: restatement" });
    expect(await ids()).toEqual([0, 1, 2, 3, 4, 100]);
    expect((await ledger()).length).toBe(3);
  });

  it("fills what a first build of a range has left out, and keeps the range", async () => {
    await place.session.run(
      "create schema raw; create table raw.events as select i as id, timestamp '2026-01-01' + to_hours(i::int * 12) as moment from range(6) t(i)",
    );
    const ofDay = (day: number) => ({
      start: new Date(Date.UTC(2026, 0, day)),
      end: new Date(Date.UTC(2026, 0, day + 1)),
    });
    for (const day of [2, 1]) {
      const context = { ...on("2026-01-04"), batchRange: ofDay(day) };
      await build(hourly, place, { ...at("1"), flags: { restate: true }, context });
    }
    expect(await ids()).toEqual([0, 1, 2, 3]);
    // Gone from the source since: were the ranges built again, it would be missing.
    await place.session.run("delete from raw.events where id = 0");
    const whole = await build(hourly, place, { ...at("1"), context: on("2026-01-04") });
    expect(reasonKinds(whole.plan)).toMatchObject({ counted: "run: batches" });
    expect(await ids()).toEqual([0, 1, 2, 3, 4, 5]);
    const again = await build(hourly, place, { ...at("1"), context: on("2026-01-04") });
    expect(reasonKinds(again.plan)).toMatchObject({ counted: "reuse" });
  });

  it("computes concurrent batches side by side, and publishes them together", async () => {
    await place.session.run(
      "create schema raw; create table raw.events as select i as id, timestamp '2026-01-01' + to_hours(i::int) as moment from range(240) t(i)",
    );
    const counted = {
      ...hourly.models.counted,
      settings: { ...hourly.models.counted?.settings, concurrent_batches: true },
    };
    const concurrent = { ...hourly, models: { counted: { ...counted, sql: counted.sql ?? "" } } };
    const { results } = await build(concurrent, place, { ...at("1"), context: on("2026-01-11") });
    expect(results.nodes.find(({ id }) => id === modelId("counted"))).toMatchObject({
      status: "success",
      rows: 240,
    });
    expect(await ids()).toEqual(Array.from({ length: 240 }, (_, index) => index));
    expect((await ledger()).length).toBe(11);
    await place.session.run("insert into raw.events select 5, timestamp '2026-01-11 01:00' from range(2)");
    const failed = await build(concurrent, place, { ...at("2"), context: on("2026-01-12") });
    expect(statuses(failed.results)).toMatchObject({ counted: "fail" });
    expect((await ids()).length).toBe(240);
    expect(Object.keys(failed.state.relations).filter((key) => key.includes("batches_"))).toEqual([]);
  });

  it("keeps rows and ledger as they were when a batch fails its tests", async () => {
    await place.session.run(
      "create schema raw; create table raw.events as select 1 as id, timestamp '2026-01-01 01:00' as moment",
    );
    await build(hourly, place, { ...at("1"), context: on("2026-01-01") });
    const before = await ledger();
    await place.session.run("insert into raw.events values (1, timestamp '2026-01-02 01:00')");
    const failed = await build(hourly, place, { ...at("2"), context: on("2026-01-02") });
    expect(statuses(failed.results)).toMatchObject({ counted: "fail" });
    expect(await ids()).toEqual([1]);
    expect(await ledger()).toEqual(before);
  });

  it("appends on the second run, and starts over on a full refresh", async () => {
    await place.session.run("create schema raw; create table raw.events as select 1 as id");
    const project: SmallProject = {
      sources: { events: "raw.events" },
      models: {
        log: {
          sql: "select id from {events}",
          materialized: "incremental",
          settings: { strategy: "append" },
        },
      },
    };
    const count = async () => (await place.session.rows("select count(*) as n from log"))[0]?.n;
    await build(project, place, { ...at("1"), context: { compiler } });
    await build(project, place, { ...at("2"), context: { compiler } });
    expect(await count()).toBe(2);
    const full = await build(project, place, {
      ...at("2"),
      flags: { fullRefresh: true },
      context: { compiler },
    });
    expect(await count()).toBe(1);
    expect(full.results.nodes.find((node) => node.id === modelId("log"))?.rows).toBe(1);
  });

  it("runs hooks inside the transaction, and those marked so outside of it", async () => {
    await place.session.run("create table audit (what varchar)");
    const project: SmallProject = {
      models: {
        a: {
          sql: "select 1 as x",
          materialized: "table",
          hooks: {
            pre: ["insert into audit values ('pre')"],
            post: ["insert into audit values ('post')", "-- outside transaction\nselect error('late')"],
          },
        },
      },
      tests: { never: { on: ["a"], failures: "select * from {a} where x > 1" } },
    };
    const { results } = await build(project, place, { context: { compiler } });
    expect(statuses(results)).toEqual({ a: "warn" });
    expect(results.nodes[0]?.diagnostics[0]).toMatchObject({ code: "Q0619", severity: "warning" });
    expect(await place.session.rows("select what from audit")).toEqual([{ what: "pre" }, { what: "post" }]);
  });
});
