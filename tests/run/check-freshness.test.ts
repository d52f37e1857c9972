import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Graph, SourceNode } from "../../src/graph/types.ts";
import { checkFreshness } from "../../src/run/check-freshness.ts";
import { makeProject, openTemporary, sourceId, type TemporaryWarehouse } from "./small-project.ts";

let place: TemporaryWarehouse;
beforeEach(async () => {
  place = await openTemporary();
  await place.session.run(
    "create schema raw; create table raw.t as select * from (values (timestamp '2026-01-01 10:00', true), (timestamp '2026-01-01 11:00', false)) as v(loaded, live)",
  );
});
afterEach(async () => {
  await place.close();
});

const hour = 3600;

function check(source: Partial<SourceNode>) {
  const { graph } = makeProject({ sources: { t: "raw.t" }, models: {} });
  const id = sourceId("t");
  const changed: Graph = {
    ...graph,
    nodes: { [id]: { ...(graph.nodes[id] as SourceNode), schema: "raw", ...source } },
  };
  return checkFreshness(changed, [id], {
    root: place.folder,
    session: place.session,
    now: new Date("2026-01-01T12:00:00Z"),
    sourceFrom: () => "raw.t",
  });
}

describe("checkFreshness(graph, ids, options)", () => {
  it("compares the age with both limits", async () => {
    const at = async (warnAfter: number, errorAfter: number) =>
      (await check({ freshness: { column: "loaded", warnAfter, errorAfter } }))[0];
    expect(await at(2 * hour, 3 * hour)).toMatchObject({
      status: "pass",
      age: hour,
      maxLoadedAt: "2026-01-01T11:00:00.000Z",
      diagnostics: [],
    });
    expect(await at(hour / 2, 3 * hour)).toMatchObject({
      status: "warn",
      diagnostics: [{ code: "Q0614", message: 'source "raw.t" is 1 h old (a warning after 30 min)' }],
    });
    expect(await at(60, hour / 2)).toMatchObject({ status: "error", diagnostics: [{ code: "Q0615" }] });
  });

  it("filters rows, and takes no row at all for endlessly old", async () => {
    const [live] = await check({ freshness: { column: "loaded", filter: "live", warnAfter: hour } });
    expect(live).toMatchObject({ status: "warn", age: 2 * hour });
    const [none] = await check({
      freshness: { column: "loaded", filter: "loaded is null", errorAfter: hour },
    });
    expect(none).toMatchObject({
      status: "error",
      diagnostics: [{ message: 'source "raw.t" is endlessly old (an error after 1 h)' }],
    });
    expect(none?.age).toBeUndefined();
  });

  it("takes the newest file's time where there is no column", async () => {
    for (const [file, time] of [
      ["a.csv", "2026-01-01T06:00:00Z"],
      ["b.csv", "2026-01-01T09:00:00Z"],
    ] as const) {
      writeFileSync(join(place.folder, file), "x\n1\n");
      utimesSync(join(place.folder, file), new Date(time), new Date(time));
    }
    const [result] = await check({ path: "*.csv", freshness: { warnAfter: hour } });
    expect(result).toMatchObject({ status: "warn", age: 3 * hour });
  });

  it("reports what it cannot read, and leaves out sources without limits", async () => {
    const [wrong] = await check({ freshness: { column: "nothing", warnAfter: hour } });
    expect(wrong).toMatchObject({ status: "runtime error", diagnostics: [{ code: "Q0616" }] });
    const [table] = await check({ freshness: { warnAfter: hour } });
    expect(table).toMatchObject({ status: "runtime error" });
    expect(await check({})).toEqual([]);
  });
});
