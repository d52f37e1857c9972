import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { duckdbAdapter } from "../../../src/adapters/duckdb/index.ts";
import { openTilings } from "../../../src/compile/features/tiling.ts";
import type { NodeId } from "../../../src/graph/types.ts";
import { compileOptions } from "../../../src/pipeline/compile-options.ts";
import { type Loaded, loadGraph } from "../../../src/pipeline.ts";
import { makeFolder, quern } from "../support.ts";

/** Three customers of many visits and three thousand of few; each view with the set made of it alone. */
const files = (density: string) => ({
  "project.yml": "name: dense\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: target/dense.duckdb}\n",
  "models/visits.sql":
    "{{config materialized='table'}}\nselect i % 3 as customer_id, timestamp '2024-01-01' + to_minutes(i * 35) as visited_at, i % 17 as pages from range(15000) as r(i)\n",
  "models/orders.sql":
    "{{config materialized='ephemeral'}}\nselect i % 3000 as customer_id, timestamp '2024-01-01' + to_minutes(i * 35) as ordered_at, i % 11 as amount from range(15000) as r(i)\n",
  "models/buyers.sql": "{{config materialized='table'}}\nselect i as customer_id from range(3000) as r(i)\n",
  "features/features.yml": `entities:
  - {name: customer, key: customer_id}
features:
  - name: visiting
    entity: customer
    from: visits
    timestamp: visited_at
    as_of: 2025-01-01
    ${density}
    features:
      - {name: visits, agg: count, windows: [30d, 180d]}
      - {name: pages, agg: mean, column: pages, windows: [180d]}
      - {name: kinds, agg: count_distinct, column: pages, windows: [30d]}
  - name: ordering
    entity: customer
    from: orders
    timestamp: ordered_at
    as_of: 2025-01-01
    features:
      - {name: bought, agg: sum, column: amount, windows: [180d]}
feature_sets:
  - name: weekly
    entity: customer
    spine: {every: 7d, from: 2024-02-01, to: 2024-12-01, entities: buyers, where: customer_id < 30}
    features: [visiting.*, ordering.*]
`,
});

const id = "training_set.weekly" as NodeId;

async function load(root: string): Promise<Loaded> {
  const { value, diagnostics } = await loadGraph({ root, environment: {} });
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return value;
}

async function rowsOf(root: string, queries: readonly string[]) {
  const warehouse = await duckdbAdapter.open({
    location: join(root, "target", "dense.duckdb"),
    readOnly: true,
    baseFolder: root,
  });
  try {
    const session = await warehouse.connect();
    return await Promise.all(queries.map((query) => session.rows(query)));
  } finally {
    await warehouse.close();
  }
}

describe("views of training sets whose rows are many", () => {
  it("are joined by tiles where a count says so, each view for itself, with the same values", async () => {
    const root = makeFolder(files("# nothing said"));
    expect((await quern(root, "build")).code).toBe(0);
    const loaded = await load(root);
    const tiling = openTilings(loaded.graph, await compileOptions(loaded, {}))(id);
    if (!tiling) throw new Error("there is no choice");
    expect((await rowsOf(root, tiling.counts)).map(([row]) => row?.is_dense)).toEqual([true, false]);
    const [sparse, mixed] = [tiling.select([false, false]), tiling.select([true, false])];
    expect(mixed).not.toBe(sparse);
    const differ = (one: string, other: string) =>
      `select count(*) as n from ((${one} except all ${other}) union all (${other} except all ${one}))`;
    const table = "select * from weekly";
    const wrapped = (select: string) => `select * from (${select})`;
    expect(
      await rowsOf(root, [
        differ(wrapped(sparse), table),
        differ(wrapped(mixed), table),
        "select count(*) as n from weekly where visits_180d > 1000",
      ]),
    ).toEqual([[{ n: 0 }], [{ n: 0 }], [{ n: expect.any(Number) }]]);
  });

  it("have no choice where the view says how", async () => {
    const loaded = await load(makeFolder(files("density: dense")));
    const tiling = openTilings(loaded.graph, await compileOptions(loaded, {}))(id);
    expect(tiling?.counts.length).toBe(1);
  });
});
