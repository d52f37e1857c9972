import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SourceNode } from "../../src/graph/types.ts";
import type { RunEvent } from "../../src/run/types.ts";
import {
  build,
  makeProject,
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

const shop: SmallProject = {
  models: {
    orders: { sql: "select i as id, i % 3 as customer from range(10) t(i)", materialized: "table" },
    paid: { sql: "select * from {orders} where id > 2" },
    totals: { sql: "select customer, count(*) as n from {paid} group by customer", materialized: "table" },
  },
  tests: {
    unique_orders_id: {
      on: ["orders"],
      failures: "select id from {orders} group by id having count(*) > 1",
      aggregate: "count(id) - count(distinct id)",
    },
    not_null_orders_id: {
      on: ["orders"],
      failures: "select * from {orders} where id is null",
      aggregate: "count(*) filter (id is null)",
    },
    not_null_totals_n: { on: ["totals"], failures: "select * from {totals} where n is null" },
  },
};

const broken: SmallProject = {
  ...shop,
  models: {
    ...shop.models,
    orders: { sql: "select i // 2 as id, i % 3 as customer from range(10) t(i)", materialized: "table" },
  },
};

describe("runPlan(plan, context)", () => {
  it("builds, tests and publishes in graph order", async () => {
    const { results } = await build(shop, place);
    expect(statuses(results)).toEqual({ orders: "success", paid: "success", totals: "success" });
    expect(results.nodes[0]).toMatchObject({ rows: 10, reasons: [{ kind: "new" }] });
    expect(results.nodes.flatMap((node) => node.tests).map((test) => test.status)).toEqual([
      "pass",
      "pass",
      "pass",
    ]);
    expect(await place.session.rows("select sum(n)::int as n from totals")).toEqual([{ n: 7 }]);
  });

  it("reuses everything the second time, and needs no warehouse then", async () => {
    await build(shop, place);
    const { results, plan } = await build(shop, place, { context: { warehouse: undefined as never } });
    expect(statuses(results)).toEqual({ orders: "reused", paid: "reused", totals: "reused" });
    expect(reasonKinds(plan)).toEqual({ orders: "reuse", paid: "reuse", totals: "reuse" });
  });

  it("rolls back a node whose test fails, keeps the failing rows, and skips what depends on it", async () => {
    await build(shop, place);
    const before = await place.session.rows("select * from orders order by id");
    const { results } = await build(broken, place);
    expect(statuses(results)).toEqual({ orders: "fail", paid: "skipped", totals: "skipped" });
    expect(results.nodes[2]?.because).toBe(modelId("orders"));
    expect(await place.session.rows("select * from orders order by id")).toEqual(before);
    const failed = results.nodes[0]?.tests.find((test) => test.status === "fail");
    expect(failed).toMatchObject({ id: "test.unique_orders_id", failures: 5 });
    expect(failed?.diagnostics[0]).toMatchObject({
      code: "Q0604",
      span: { file: "models/unique_orders_id.sql" },
    });
    expect(await place.session.rows(`select count(*)::int as n from (${failed?.seeFailures})`)).toEqual([
      { n: 5 },
    ]);
    const third = await build(shop, place);
    expect(statuses(third.results)).toEqual({ orders: "reused", paid: "reused", totals: "reused" });
  });

  it("publishes a node whose tests only warn", async () => {
    const { results } = await build(
      {
        ...broken,
        tests: {
          unique_orders_id: {
            on: ["orders"],
            failures: "select id from {orders} group by id having count(*) > 1",
            severity: "warn",
          },
        },
      },
      place,
    );
    expect(statuses(results)).toEqual({ orders: "warn", paid: "success", totals: "success" });
    expect(results.nodes[0]?.tests[0]?.diagnostics[0]).toMatchObject({ code: "Q0605", severity: "warning" });
    expect(
      await place.session.rows("select count(*)::int as n from _quern.failures_unique_orders_id"),
    ).toEqual([{ n: 5 }]);
    const repaired = await build(
      {
        ...shop,
        tests: { unique_orders_id: { ...shop.tests?.unique_orders_id, severity: "warn" } as never },
      },
      place,
    );
    expect(statuses(repaired.results).orders).toBe("success");
    expect(Object.keys(repaired.state.relations).filter((key) => key.includes("failures_"))).toEqual([]);
  });

  it("turns a test that cannot be run into a located error, and publishes nothing", async () => {
    const { results } = await build(
      {
        models: { orders: { sql: "select 'x' as id", materialized: "table" } },
        tests: {
          good: {
            on: ["orders"],
            failures: "select * from {orders} where id is null",
            aggregate: "count(*) filter (id is null)",
          },
          bad: {
            on: ["orders"],
            failures: "select * from {orders} where id::int > 1",
            aggregate: "count(*) filter (id::int > 1)",
          },
        },
      },
      place,
    );
    expect(statuses(results)).toEqual({ orders: "error" });
    expect(results.nodes[0]?.tests.map((test) => [test.id, test.status])).toEqual([
      ["test.good", "pass"],
      ["test.bad", "error"],
    ]);
    expect(results.nodes[0]?.tests[1]?.diagnostics[0]).toMatchObject({
      code: "Q0606",
      span: { file: "models/bad.sql" },
    });
    expect(await place.session.relations(["main"])).toEqual([]);
  });

  it("reports an unknown column with its candidates, and the others go on", async () => {
    const { results } = await build(
      {
        models: {
          orders: { sql: "select 1 as amount, 2 as status", materialized: "table" },
          wrong: { sql: "select amout from {orders}" },
          right: { sql: "select amount from {orders}" },
          child: { sql: "select * from {wrong}" },
        },
      },
      place,
    );
    expect(statuses(results)).toEqual({
      orders: "success",
      wrong: "error",
      right: "success",
      child: "skipped",
    });
    expect(results.nodes.find((node) => node.status === "error")?.diagnostics[0]).toMatchObject({
      code: "Q0107",
      message: 'unknown column "amout" — did you mean "amount"?',
    });
  });

  it("gates the last of the nodes a test reads", async () => {
    const { results, plan } = await build(
      {
        models: {
          a: { sql: "select 1 as id", materialized: "table" },
          b: { sql: "select 2 as id", materialized: "table" },
          c: { sql: "select * from {b}" },
        },
        tests: {
          b_in_a: { on: ["b", "a"], failures: "select id from {b} where id not in (select id from {a})" },
        },
      },
      place,
    );
    expect(plan.nodes.find((node) => node.id === modelId("b"))?.waitsFor).toEqual([modelId("a")]);
    expect(statuses(results)).toEqual({ a: "success", b: "fail", c: "skipped" });
  });

  it("runs the tests of a source before what reads it", async () => {
    await place.session.run("create schema raw; create table raw.events as select null as id");
    const project: SmallProject = {
      sources: { events: "raw.events" },
      models: { stg: { sql: "select * from {events}" } },
      tests: {
        not_null_events: {
          on: ["events"],
          failures: "select * from {events} where id is null",
          aggregate: "count(*) filter (id is null)",
        },
      },
    };
    const first = await build(project, place, { sourceVersions: { ["source.raw.events" as never]: "1" } });
    expect(statuses(first.results)).toEqual({ "raw.events": "fail", stg: "skipped" });
    await place.session.run("update raw.events set id = 1");
    const second = await build(project, place, { sourceVersions: { ["source.raw.events" as never]: "2" } });
    expect(statuses(second.results)).toEqual({ "raw.events": "success", stg: "success" });
    const third = await build(project, place, { sourceVersions: { ["source.raw.events" as never]: "2" } });
    expect(statuses(third.results)).toEqual({ "raw.events": "reused", stg: "reused" });
    const fourth = await build(project, place, { sourceVersions: { ["source.raw.events" as never]: "3" } });
    expect(reasonKinds(fourth.plan)).toEqual({ "raw.events": "test: source-data", stg: "run: source-data" });
  });

  it("tests an ephemeral model before what reads it", async () => {
    const project: SmallProject = {
      models: {
        a: { sql: "select 1 as x", materialized: "table" },
        e: { sql: "select * from {a}", materialized: "ephemeral" },
        c: { sql: "select * from (select * from main.a) /* {e} */", materialized: "table" },
      },
      tests: { e_ok: { on: ["e"], failures: "select * from main.a where x > 0" } },
    };
    const { results } = await build(project, place);
    expect(statuses(results)).toEqual({ a: "success", e: "fail", c: "skipped" });
    const passing = {
      ...project,
      tests: { e_ok: { on: ["e"], failures: "select * from main.a where x > 1" } },
    };
    const second = await build(passing, place);
    expect(statuses(second.results)).toEqual({ a: "reused", e: "success", c: "success" });
    const third = await build(passing, place);
    expect(statuses(third.results)).toEqual({ a: "reused", e: "reused", c: "reused" });
  });

  it("replaces a view by a table and keeps both out of each other's way", async () => {
    await build(shop, place);
    const project = {
      ...shop,
      models: {
        ...shop.models,
        paid: { ...shop.models.paid, materialized: "table" as const, sql: shop.models.paid?.sql ?? "" },
      },
    };
    const { results, plan } = await build(project, place);
    expect(reasonKinds(plan)).toMatchObject({
      orders: "reuse",
      paid: "run: settings",
      totals: "run: parent",
    });
    expect(statuses(results)).toMatchObject({ paid: "success" });
  });

  it("stops at the first failure with failFast", async () => {
    const models = Object.fromEntries(
      Array.from({ length: 6 }, (_, i) => [`m${i}`, { sql: i === 0 ? "select nothing" : "select 1 as x" }]),
    );
    const { results } = await build({ models }, place, { context: { failFast: true, threads: 1 } });
    expect(Object.values(statuses(results))).toEqual([
      "error",
      "skipped",
      "skipped",
      "skipped",
      "skipped",
      "skipped",
    ]);
    expect(results.nodes[5]?.because).toBe(modelId("m0"));
  });

  it("interrupts what runs, rolls it back and skips the rest", async () => {
    const controller = new AbortController();
    const listener = (event: RunEvent) => {
      if (event.kind === "node-started" && event.id === modelId("slow"))
        setTimeout(() => controller.abort(), 50);
    };
    const { results } = await build(
      {
        models: {
          slow: {
            sql: "select count(*) as n from range(100000000000) t(i) where i * 7 % 3 = 1",
            materialized: "table",
          },
          after: { sql: "select * from {slow}" },
        },
      },
      place,
      { context: { signal: controller.signal, listener } },
    );
    expect(results.interrupted).toBe(true);
    expect(statuses(results)).toEqual({ slow: "interrupted", after: "skipped" });
    expect(await place.session.relations(["main"])).toEqual([]);
    expect(await place.session.rows("select status from _quern.runs")).toEqual([{ status: "interrupted" }]);
  });

  it("writes a readable history", async () => {
    await build(broken, place, { runId: "first" });
    expect(
      await place.session.rows("select command, status, nodes, failed, skipped from _quern.runs"),
    ).toEqual([{ command: "build", status: "failed", nodes: 3, failed: 1, skipped: 2 }]);
    expect(
      await place.session.rows(
        "select node, status, reasons, because from _quern.node_results order by node",
      ),
    ).toEqual([
      { node: "model.orders", status: "fail", reasons: "not built before", because: null },
      { node: "model.paid", status: "skipped", reasons: "not built before", because: "model.orders" },
      { node: "model.totals", status: "skipped", reasons: "not built before", because: "model.orders" },
    ]);
    expect(
      await place.session.rows(
        "select test, status, failures::int as failures from _quern.test_results order by test",
      ),
    ).toEqual([
      { test: "test.not_null_orders_id", status: "pass", failures: 0 },
      { test: "test.not_null_totals_n", status: "skipped", failures: 0 },
      { test: "test.unique_orders_id", status: "fail", failures: 5 },
    ]);
    expect(existsSync(`${place.folder}/scratch/failures_unique_orders_id.parquet`)).toBe(false);
  });

  it("runs the hooks of the run, and nothing after one that fails", async () => {
    const hooks = {
      onRunStart: ["create table main.log as select 'start' as what"],
      onRunEnd: ["insert into main.log values ('end')"],
    };
    await build(shop, place, { context: { hooks } });
    expect(await place.session.rows("select what from log")).toEqual([{ what: "start" }, { what: "end" }]);
    const { results } = await build(broken, place, { context: { hooks } });
    expect(results.diagnostics?.[0]).toMatchObject({ code: "Q0608" });
    expect(statuses(results)).toEqual({ orders: "skipped", paid: "skipped", totals: "skipped" });
  });

  it("names the source whose file is missing", async () => {
    const project: SmallProject = {
      sources: { events: "read_csv('data/events.csv')" },
      models: { stg: { sql: "select * from {events}" } },
    };
    const { graph } = makeProject(project);
    const id = sourceId("events");
    const nodes = { ...graph.nodes, [id]: { ...(graph.nodes[id] as SourceNode), path: "data/events.csv" } };
    const { results } = await build(project, place, { context: { graph: { ...graph, nodes } } });
    expect(results.nodes[0]?.diagnostics[0]).toMatchObject({
      code: "Q0613",
      message: 'source "raw.events" has no file at data/events.csv',
    });
  });

  it("tries again when another transaction is in the way, and says so when it stays there", async () => {
    const other = await place.warehouse.connect();
    await other.begin();
    await other.run("create table main.a as select 0 as x");
    const project: SmallProject = { models: { a: { sql: "select 1 as x", materialized: "table" } } };
    const { results } = await build(project, place);
    expect(results.nodes[0]).toMatchObject({ status: "error", diagnostics: [{ code: "Q0609" }] });
    const waiting = build(project, place);
    setTimeout(() => void other.rollback(), 20);
    expect(statuses((await waiting).results)).toEqual({ a: "success" });
  });

  it("warns where failing rows cannot be kept, and where the history cannot be written", async () => {
    const project: SmallProject = {
      models: { a: { sql: "select union_value(i := 1) as x, 'a' as y", materialized: "table" } },
      tests: { never: { on: ["a"], failures: "select * from {a}" } },
    };
    const { results } = await build(project, place, {
      context: { hooks: { onRunStart: [], onRunEnd: ["drop table _quern.test_results"] } },
    });
    expect(statuses(results)).toEqual({ a: "fail" });
    expect(results.nodes[0]?.diagnostics).toMatchObject([{ code: "Q0607", severity: "warning" }]);
    expect(results.nodes[0]?.tests[0]?.seeFailures).toBeUndefined();
    expect(results.diagnostics).toMatchObject([{ code: "Q0617", severity: "warning" }]);
  });
});
