import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../src/adapters/duckdb/index.ts";
import { DiagnosticError } from "../../src/base/diagnostic.ts";
import type { NodeId } from "../../src/graph/types.ts";
import { dropOrphans, findOrphans } from "../../src/run/find-orphans.ts";
import { readStateMirror, writeStateMirror } from "../../src/run/state/mirror.ts";
import { readState } from "../../src/run/state/read-state.ts";
import { stateTables } from "../../src/run/state/tables.ts";
import type { Relation } from "../../src/sql/relation.ts";
import {
  build,
  makeProject,
  modelId,
  openTemporary,
  type SmallProject,
  type TemporaryWarehouse,
} from "./small-project.ts";

let place: TemporaryWarehouse;
beforeEach(async () => {
  place = await openTemporary();
});
afterEach(async () => {
  await place.close();
});

const two: SmallProject = {
  models: { a: { sql: "select 1 as x", materialized: "table" }, b: { sql: "select * from {a}" } },
  tests: { warns: { on: ["a"], failures: "select * from {a}", severity: "warn" } },
};
const one: SmallProject = { models: { a: { sql: "select 1 as x", materialized: "table" } } };

function relationsOf(project: SmallProject): ReadonlyMap<NodeId, Relation | null> {
  const { graph, compiled } = makeProject(project);
  return new Map(Object.values(graph.nodes).map(({ id }) => [id, compiled.nodes[id]?.relation ?? null]));
}

describe("readState(session)", () => {
  it("is empty, but for the relations, where nothing was built", async () => {
    await place.session.run("create table theirs as select 1 as x");
    const state = await readState(place.session);
    expect(state).toMatchObject({ generation: 0, nodes: {}, underway: [], formerRelations: [] });
    expect(Object.values(state.relations)).toEqual(["table"]);
  });

  it("keeps one row for each node, the newest", async () => {
    await build(two, place);
    await build(two, place, { flags: { force: true }, runId: "second" });
    const { generation, nodes } = await readState(place.session);
    expect(generation).toBe(2);
    expect(Object.values(nodes).map(({ runId }) => runId)).toEqual(["second", "second"]);
    expect(await place.session.rows("select count(*) as n from _quern.node_state")).toEqual([{ n: 2 }]);
  });

  it("refuses the state of a newer version", async () => {
    await build(one, place);
    await place.session.run("update _quern.format set version = 99");
    await expect(readState(place.session)).rejects.toThrow(DiagnosticError);
    await expect(readState(place.session)).rejects.toThrow("Q0610");
  });

  it("documents every table and column", async () => {
    await build(one, place);
    const undocumented = await place.session.rows(
      `select table_name, column_name from duckdb_columns() where schema_name = '_quern' and comment is null
       union all select table_name, null from duckdb_tables() where schema_name = '_quern' and comment is null`,
    );
    expect(undocumented).toEqual([]);
    const tables = await place.session.rows(
      "select table_name as name from duckdb_tables() where schema_name = '_quern' order by 1",
    );
    expect(tables.map(({ name }) => name)).toEqual(Object.keys(stateTables).sort());
  });

  it("calls a run that never ended killed", async () => {
    await build(one, place);
    await place.session.run("update _quern.runs set status = 'running'");
    await build(one, place, { flags: { force: true } });
    expect(await place.session.rows("select status from _quern.runs order by generation")).toEqual([
      { status: "killed" },
      { status: "success" },
    ]);
  });
});

describe("nodes that a killed run was building", () => {
  const killed = async () => {
    await build(two, place);
    // As after a kill between the commit of another version of `a` and the writing of its row.
    await place.session.run(
      "create or replace table a as select 2 as x; insert into _quern.underway values ('model.a', 'killed', 'main', 'a')",
    );
  };

  it("are built again although their rows say that nothing changed", async () => {
    await killed();
    const { plan, state } = await build(two, place);
    expect(plan.nodes.map(({ id, reasons }) => [id, reasons.map(({ kind }) => kind)])).toEqual([
      ["model.a", ["killed"]],
      ["model.b", []],
    ]);
    expect(await place.session.rows("select x from a")).toEqual([{ x: 1 }]);
    expect(state.underway).toEqual([]);
    expect(state.nodes[modelId("a")]).toBeDefined();
  });

  it("stay in doubt while they cannot be built", async () => {
    await killed();
    const failing: SmallProject = {
      ...two,
      tests: { fails: { on: ["a"], failures: "select * from {a}" } },
    };
    const { state } = await build(failing, place);
    expect(state.underway).toEqual([modelId("a")]);
    expect(await place.session.rows("select x from a")).toEqual([{ x: 2 }]);
  });

  it("are known as made by us, for gc", async () => {
    await killed();
    const orphans = findOrphans(await readState(place.session), new Map());
    expect(orphans.map(({ relation }) => relation.name).sort()).toEqual(["a", "b", "failures_warns"]);
    await dropOrphans(orphans, place.session, place.warehouse.dialect);
    expect(await readState(place.session)).toMatchObject({ nodes: {}, underway: [], formerRelations: [] });
  });
});

describe("readStateMirror(file, databaseFile)", () => {
  it("holds until somebody writes to the database", async () => {
    const { state } = await build(two, place);
    const mirror = join(place.folder, "cache", "state.json");
    await place.warehouse.close();
    await writeStateMirror(mirror, place.file, { state, tableVersions: {} });
    expect(readStateMirror(mirror, place.file)).toEqual({ state, tableVersions: {} });
    const reader = await duckdbAdapter.open({
      location: place.file,
      baseFolder: place.folder,
      readOnly: true,
    });
    await (await reader.connect()).rows("select * from a");
    await reader.close();
    expect(readStateMirror(mirror, place.file)?.state).toEqual(state);
    const writer = await duckdbAdapter.open({ location: place.file, baseFolder: place.folder });
    await (await writer.connect()).run("drop view b");
    await writer.close();
    expect(readStateMirror(mirror, place.file)).toBeUndefined();
  });

  it("is nothing where it is missing, damaged, or without a database", async () => {
    const mirror = join(place.folder, "state.json");
    expect(readStateMirror(mirror, place.file)).toBeUndefined();
    writeFileSync(mirror, "{");
    expect(readStateMirror(mirror, place.file)).toBeUndefined();
    expect(readStateMirror(mirror, join(place.folder, "none.duckdb"))).toBeUndefined();
    await writeStateMirror(join(place.folder, "none.json"), join(place.folder, "none.duckdb"), {
      state: await readState(place.session),
      tableVersions: {},
    });
    expect(existsSync(join(place.folder, "none.json"))).toBe(false);
  });
});

describe("findOrphans(state, current)", () => {
  it("finds what was made for nodes and tests that are gone, and never what others made", async () => {
    await build(two, place);
    await place.session.run(
      "create table theirs as select 1 as x; create schema other; create view other.b as select 1 as x",
    );
    const orphans = findOrphans(await readState(place.session), relationsOf(one));
    expect(orphans.map(({ node, kind }) => [node, kind])).toEqual([
      ["model.b", "view"],
      ["test.warns", "table"],
    ]);
    await dropOrphans(orphans, place.session, place.warehouse.dialect);
    const left = await place.session.relations(["main", "other"]);
    expect(left.map(({ relation }) => relation.name)).toEqual(["a", "theirs", "b"]);
    const state = await readState(place.session);
    expect(Object.keys(state.nodes)).toEqual(["model.a"]);
    expect(findOrphans(state, relationsOf(one))).toEqual([]);
  });

  it("finds the old relation of a node that goes elsewhere now, until it is dropped", async () => {
    await build(one, place);
    const moved: SmallProject = {
      models: { a: { ...one.models.a, sql: "select 1 as x", settings: { schema: "elsewhere" } } },
    };
    await build(moved, place);
    await build(moved, place, { flags: { force: true } });
    const state = await readState(place.session);
    expect(state.nodes[modelId("a")]?.relation).toEqual({ schema: "elsewhere", name: "a" });
    const orphans = findOrphans(state, relationsOf(moved));
    expect(orphans.map(({ relation }) => relation)).toEqual([{ schema: "main", name: "a" }]);
    await dropOrphans(orphans, place.session, place.warehouse.dialect);
    expect((await readState(place.session)).formerRelations).toEqual([]);
  });

  it("leaves a relation to the node that has taken it over", async () => {
    await build(two, place);
    const renamed = new Map<NodeId, Relation | null>([
      [modelId("a"), { schema: "main", name: "a" }],
      [modelId("c"), { schema: "MAIN", name: "B" }],
    ]);
    const orphans = findOrphans(await readState(place.session), renamed);
    expect(orphans.map(({ node }) => node)).toEqual(["test.warns"]);
  });
});
