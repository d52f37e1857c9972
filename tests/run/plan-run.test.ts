import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findWaits } from "../../src/run/plan/waits.ts";
import { renderReason } from "../../src/run/render-reason.ts";
import {
  build,
  makeProject,
  modelId,
  openTemporary,
  reasonKinds,
  type SmallModel,
  type SmallProject,
  sourceId,
  statuses,
  type TemporaryWarehouse,
  testId,
} from "./small-project.ts";

let place: TemporaryWarehouse;
beforeEach(async () => {
  place = await openTemporary();
});
afterEach(async () => {
  await place.close();
});

const chain: SmallProject = {
  models: {
    a: { sql: "select 1 as x, 2 as y", materialized: "table" },
    b: { sql: "select x from {a}" },
    c: { sql: "select x + 1 as x from {b}", materialized: "table" },
  },
};

function changed(project: SmallProject, name: string, change: Partial<SmallModel>): SmallProject {
  const model = project.models[name];
  if (!model) throw new Error(`no model ${name}`);
  return { ...project, models: { ...project.models, [name]: { ...model, ...change } } };
}

describe("planRun(input)", () => {
  it("reuses a statement that was only laid out anew, and knows it by its text the next time", async () => {
    await build(chain, place);
    const laidOut = changed(chain, "b", { sql: "select\n  x -- the x\nfrom {a}" });
    const { plan } = await build(laidOut, place);
    expect(reasonKinds(plan)).toEqual({ a: "reuse", b: "reuse", c: "reuse" });
    await build(changed(laidOut, "c", { sql: "select x + 2 as x from {b}" }), place);
    const silent = { ...place.session, canonicalAll: () => Promise.reject(new Error("parsed again")) };
    const again = await build(changed(laidOut, "c", { sql: "select x + 2 as x from {b}" }), {
      ...place,
      session: Object.assign(Object.create(place.session), silent),
    });
    expect(reasonKinds(again.plan)).toEqual({ a: "reuse", b: "reuse", c: "reuse" });
  });

  it("builds what changed and what reads it", async () => {
    await build(chain, place);
    const { plan } = await build(changed(chain, "b", { sql: "select y as x from {a}" }), place);
    expect(reasonKinds(plan)).toEqual({ a: "reuse", b: "run: statement", c: "run: parent" });
    expect(plan.nodes[2]?.reasons.map(renderReason)).toEqual(["b changed"]);
  });

  it("puts a changed statement down to the macro that changed, and a macro that renders the same to nothing", async () => {
    const macro = (hash: string, sql: string) =>
      changed(chain, "b", { macros: { pick: hash }, sql, file: "{{pick}}" });
    await build(macro("1", "select x from {a}"), place);
    const same = await build(macro("2", "select x from {a}"), place);
    expect(reasonKinds(same.plan)).toMatchObject({ b: "reuse" });
    const { plan } = await build(macro("3", "select y as x from {a}"), place);
    expect(plan.nodes[1]?.reasons).toEqual([{ kind: "macro", names: ["pick"] }]);
    expect(plan.nodes[1]?.reasons.map(renderReason)).toEqual(["macro pick changed"]);
  });

  it("leaves out tests of a part that compare it with what is not built, and runs them once it is", async () => {
    const project: SmallProject = {
      ...chain,
      tests: {
        same: { on: ["a", "c"], failures: "select x from {a} except select x from {c}" },
        own: { on: ["a"], failures: "select * from {a} where x is null" },
      },
    };
    const selected = [modelId("a"), testId("same"), testId("own")];
    const first = await build(project, place, { selected });
    expect(first.plan.nodes[0]?.tests).toEqual([testId("own")]);
    expect(first.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ["Q0618", "1 test was left out, for they compare with what is not built: c"],
    ]);
    await place.session.run("create table c (x integer)");
    const there = await build(project, place, {
      selected,
      relationOf: () => ({ schema: "main", name: "c" }),
    });
    expect(there.diagnostics).toEqual([]);
    expect(there.plan.nodes.flatMap(({ tests }) => tests)).toContain(testId("same"));
  });

  it("builds again what someone dropped, and nothing else", async () => {
    await build(chain, place);
    await place.session.run("drop table c");
    const { plan, results } = await build(chain, place);
    expect(reasonKinds(plan)).toEqual({ a: "reuse", b: "reuse", c: "run: missing" });
    expect(statuses(results)).toMatchObject({ c: "success" });
  });

  it("builds volatile statements each time, and what reads them", async () => {
    const project = changed(chain, "b", { sql: "select x, now() as at from {a}" });
    await build(project, place);
    const { plan } = await build(project, place);
    expect(reasonKinds(plan)).toEqual({ a: "reuse", b: "run: volatile", c: "run: parent" });
  });

  it("follows the data of sources, also through a view outside the selection", async () => {
    await place.session.run("create schema raw; create table raw.t as select 1 as x");
    const project: SmallProject = {
      sources: { t: "raw.t" },
      models: { v: { sql: "select * from {t}" }, w: { sql: "select * from {v}", materialized: "table" } },
    };
    const at = (version: string) => ({ sourceVersions: { [sourceId("t")]: version } });
    await build(project, place, at("1"));
    expect(reasonKinds((await build(project, place, at("1"))).plan)).toEqual({ v: "reuse", w: "reuse" });
    const some = await build(project, place, { ...at("2"), selected: [modelId("w")] });
    expect(reasonKinds(some.plan)).toEqual({ w: "run: parent" });
    const all = await build(project, place, at("2"));
    expect(reasonKinds(all.plan)).toEqual({ v: "run: source-data", w: "run: parent" });
    expect(reasonKinds((await build(project, place, at("2"))).plan)).toEqual({ v: "reuse", w: "reuse" });
  });

  it("compares with what is published of parents outside the selection", async () => {
    await build(chain, place);
    const project = changed(chain, "a", { sql: "select 5 as x, 6 as y" });
    const some = await build(project, place, { selected: [modelId("c")] });
    expect(reasonKinds(some.plan)).toEqual({ c: "reuse" });
    expect(reasonKinds((await build(project, place)).plan)).toEqual({
      a: "run: statement",
      b: "run: parent",
      c: "run: parent",
    });
  });

  it("runs new tests alone, and those that a run without tests left out", async () => {
    const tests = {
      a_x: { on: ["a"], failures: "select * from {a} where x is null" },
      c_x: { on: ["c"], failures: "select * from {c} where x is null" },
    };
    await build(chain, place, { command: "run" });
    const { plan, results } = await build({ ...chain, tests }, place);
    expect(reasonKinds(plan)).toEqual({ a: "test: tests", b: "reuse", c: "test: tests" });
    expect(results.nodes.flatMap((node) => node.tests).map(({ status }) => status)).toEqual(["pass", "pass"]);
    const again = await build({ ...chain, tests }, place);
    expect(reasonKinds(again.plan)).toEqual({ a: "reuse", b: "reuse", c: "reuse" });
    const stricter = { ...tests, a_x: { on: ["a"], failures: "select * from {a} where x < 5" } };
    const third = await build({ ...chain, tests: stricter }, place);
    expect(reasonKinds(third.plan)).toEqual({ a: "test: tests", b: "reuse", c: "reuse" });
    expect(statuses(third.results)).toEqual({ a: "fail", b: "skipped", c: "skipped" });
    const only = await build({ ...chain, tests }, place, { command: "test", selected: [testId("c_x")] });
    expect(reasonKinds(only.plan)).toEqual({ c: "test: asked" });
  });

  it("runs a test again when another node that it reads has changed", async () => {
    const project: SmallProject = {
      models: {
        a: { sql: "select 1 as x", materialized: "table" },
        z: { sql: "select 1 as x", materialized: "table" },
      },
      tests: { z_in_a: { on: ["z", "a"], failures: "select x from {z} where x not in (select x from {a})" } },
    };
    await build(project, place);
    const { plan, results } = await build(changed(project, "a", { sql: "select 7 as x" }), place);
    expect(reasonKinds(plan)).toEqual({ a: "run: statement", z: "test: tests" });
    expect(statuses(results)).toEqual({ a: "success", z: "fail" });
  });

  it("forces, refreshes fully, and keeps samples apart", async () => {
    const project = changed(chain, "b", { materialized: "incremental" });
    await build(project, place);
    const forced = await build(project, place, { flags: { force: true }, selected: [modelId("b")] });
    expect(reasonKinds(forced.plan)).toEqual({ b: "run: forced" });
    expect(reasonKinds((await build(project, place)).plan)).toEqual({
      a: "reuse",
      b: "reuse",
      c: "run: parent",
    });
    const full = await build(project, place, { flags: { fullRefresh: true } });
    expect(reasonKinds(full.plan)).toEqual({ a: "reuse", b: "run: full-refresh", c: "run: parent" });
    expect(full.plan.nodes.map((node) => node.fullRefresh)).toEqual([false, true, false]);
    const sampled = await build(project, place, { flags: { sample: { seconds: 60 } } });
    expect(sampled.plan.nodes.map((node) => [node.reasons[0]?.kind, node.fullRefresh])).toEqual([
      ["sample", false],
      ["sample", true],
      ["sample", false],
    ]);
    expect(reasonKinds((await build(project, place, { flags: { sample: { seconds: 60 } } })).plan)).toEqual({
      a: "reuse",
      b: "reuse",
      c: "reuse",
    });
  });

  it("says that nothing was built before in a new warehouse", async () => {
    const { plan } = await build(chain, place);
    expect(reasonKinds(plan)).toEqual({ a: "run: new", b: "run: new", c: "run: new" });
    expect(plan.nodes.map((node) => node.waitsFor)).toEqual([[], [modelId("a")], [modelId("b")]]);
  });

  it("sees through a chain of ten thousand nodes that are not selected", async () => {
    const models = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [
        `m${index}`,
        { sql: index === 0 ? "select 1 as x" : `select * from {m${index - 1}}` },
      ]),
    );
    const { graph } = makeProject({ models });
    const ends = [modelId("m0"), modelId("m9999")] as const;
    expect(findWaits({ graph }, ends, new Map()).get(ends[1])).toEqual([ends[0]]);
  });

  it("waits through nodes that are not selected", async () => {
    const { plan } = await build(chain, place, { selected: [modelId("a"), modelId("c")], context: {} });
    expect(plan.nodes.find((node) => node.id === modelId("c"))?.waitsFor).toEqual([modelId("a")]);
  });
});
