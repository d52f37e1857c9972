import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NodeId } from "../../../src/graph/types.ts";
import { type BuildOptions, type FeatureProject, openFeatureProject, resultOf } from "./feature-project.ts";

const files = (keep: string) => `entities:
  - {name: customer, key: customer_id}
features:
  - name: habits
    entity: customer
    from: orders
    timestamp: ordered_at
    history: {every: 30d, from: 2024-01-01, to: 2024-03-01}
    features:
      - {name: orders, agg: count}
      - {name: revenue, agg: sum, column: amount}
feature_sets:
  - name: churn
    entity: customer
    spine: {every: 30d, from: 2024-02-01, to: 2024-06-01, entities: customers}
    features: [habits.*]
    label: {name: churned, not_exists: orders, timestamp: ordered_at, within: 60d}
    split: {by: time, train: 2024-03-15, test: end}
    encode: [{column: revenue, method: standard}]
    tests: [{expression: {expression: "revenue >= 0 or revenue is null"}}]
${keep}`;

const orders = (...amounts: readonly number[]) =>
  [
    "order_id,customer_id,ordered_at,amount",
    ...amounts.map((amount, i) => `${i},${(i % 2) + 1},2024-0${(i % 5) + 1}-10 00:00:00,${amount}`),
    "99,1,2024-06-30 00:00:00,1",
    "",
  ].join("\n");

let project: FeatureProject;
beforeEach(() => {
  project = openFeatureProject({
    "models/marts/orders.csv": orders(1, 2, 3, 4),
    "models/marts/customers.csv": "customer_id\n1\n2\n",
    "features/churn.yml": files(""),
  });
});
afterEach(() => project.close());

const now = "2024-07-01T00:00:00Z";

async function build(options: BuildOptions = {}) {
  const result = resultOf(await project.build(now, options), "training_set.churn");
  expect(result.diagnostics).toEqual([]);
  return result;
}

const kept = () =>
  project.rows(
    "select version, row_count::int as n, rows_table from _quern.training_versions where node = 'training_set.churn' order by last_generation",
  );
const tables = async () =>
  (
    await project.rows(
      "select table_name from duckdb_tables() where schema_name = '_quern' and table_name like 'rows!_%' escape '!' order by 1",
    )
  ).map((row) => row.table_name);
const rowsOf = (table: string) => project.rows(`select * from ${table} order by customer_id, as_of`);

/** Other rows, and what the set held before. */
async function change(...amounts: readonly number[]) {
  const before = await rowsOf("churn");
  project.write("models/marts/orders.csv", orders(...amounts));
  return { before, result: await build() };
}

describe("versions of a training set", () => {
  it("tell what the rows were made of, and what became of the others", async () => {
    const result = await build();
    expect(result.version).toEqual({
      version: expect.stringMatching(/^[0-9a-f]{12}$/),
      isNew: true,
      incomplete: 2,
      horizon: "60 days",
      purged: 0,
    });
    const [row] = await project.rows("select * from _quern.training_versions");
    expect(row).toMatchObject({ version: result.version?.version, rows_table: null, last_run: row?.run_id });
    expect([row?.row_count, row?.spine_rows, row?.incomplete, row?.without_key].map(Number)).toEqual([
      8, 10, 2, 0,
    ]);
    expect(JSON.parse(String(row?.classes))).toEqual({ false: 6, true: 2 });
    expect(JSON.parse(String(row?.parts))).toEqual({ test: 4, train: 4 });
    expect(JSON.parse(String(row?.columns))).toContainEqual({ name: "revenue_standard", type: "DOUBLE" });
    const manifest = JSON.parse(String(row?.manifest));
    expect(manifest).toMatchObject({
      node: "training_set.churn",
      version: result.version?.version,
      entity: "customer",
      set: { label: { name: "churned", within: { amount: 60, unit: "day" } }, spine: { kind: "every" } },
      views: [{ name: "habits", node: "feature_view.habits", from: "seed.orders" }],
      labelNode: "seed.orders",
      spineNode: "seed.customers",
      encodings: [{ name: "revenue_standard", column: "revenue", method: "standard" }],
    });
    expect(Object.keys(manifest.reads).sort()).toEqual(["seed.customers", "seed.orders"]);
    expect(manifest.encodings[0].parameters.mean).toBeGreaterThan(0);
  });

  it("tell how many rows looked past the end of their part", async () => {
    const purging = files("").replace(
      "train: 2024-03-15, test: end",
      "train: 2024-05-01, test: end, purge: true",
    );
    project.write("features/churn.yml", purging);
    const result = await build();
    expect(result.version).toMatchObject({ incomplete: 2, purged: 2, purge: "60 days" });
    const [row] = await project.rows("select * from _quern.training_versions");
    expect([row?.row_count, row?.spine_rows, row?.incomplete, row?.purged].map(Number)).toEqual([
      6, 10, 2, 2,
    ]);
    expect(JSON.parse(String(row?.parts))).toEqual({ test: 2, train: 4 });
    expect(JSON.parse(String(row?.manifest))).toMatchObject({
      set: { split: { purge: { amount: 60, unit: "day" } } },
    });
    expect(await project.rows("select distinct as_of::varchar as t from churn order by 1")).toEqual([
      { t: "2024-02-01 00:00:00" },
      { t: "2024-03-02 00:00:00" },
      { t: "2024-05-01 00:00:00" },
    ]);
  });

  it("go on in a warehouse of an earlier version, whose table counts no purged rows", async () => {
    await build();
    await project.run("alter table _quern.training_versions drop column purged");
    await project.run("update _quern.format set version = 1");
    await change(5, 2, 3, 4);
    expect(await project.rows("select version from _quern.format")).toEqual([{ version: 2 }]);
    const counted = "select purged::int as purged from _quern.training_versions order by last_generation";
    expect(await project.rows(counted)).toEqual([{ purged: null }, { purged: 0 }]);
  });

  it("stay the same where the same rows are built again, and keep those of before where others are", async () => {
    const first = await build();
    const again = await build({ flags: { force: true } });
    expect(again.version).toMatchObject({ version: first.version?.version, isNew: false });
    expect(await kept()).toHaveLength(1);
    const { before, result } = await change(5, 2, 3, 4);
    expect(result.version?.isNew).toBe(true);
    const name = `rows_churn_${first.version?.version}`;
    expect(await kept()).toEqual([
      { version: first.version?.version, n: 8, rows_table: name },
      { version: result.version?.version, n: 8, rows_table: null },
    ]);
    expect(await rowsOf(`_quern.${name}`)).toEqual(before);
    // As at first: what the set's own table holds is not kept twice.
    const { result: back } = await change(1, 2, 3, 4);
    expect(back.version).toMatchObject({ version: first.version?.version, isNew: false });
    expect(await tables()).toEqual([`rows_churn_${result.version?.version}`]);
  });

  it("lose the rows that are not to be kept any longer", async () => {
    project.write("features/churn.yml", files("    keep_versions: 2\n"));
    const versions = [(await build()).version?.version];
    for (const amount of [11, 12, 13]) versions.push((await change(amount, 2, 3, 4)).result.version?.version);
    expect(await tables()).toEqual(
      [versions[1], versions[2]].map((version) => `rows_churn_${version}`).sort(),
    );
    expect((await kept()).map((row) => row.version)).toEqual(versions);
    project.write("features/churn.yml", files("    keep_versions: 0\n"));
    await change(14, 2, 3, 4);
    expect(await tables()).toEqual([]);
    expect((await kept()).map((row) => row.rows_table)).toEqual([null, null, null, null, null]);
  });

  it("are as before where a test fails", async () => {
    await build();
    const before = await kept();
    project.write("models/marts/orders.csv", orders(-100, 2, 3, 4));
    const result = await build();
    expect(result.status).toBe("fail");
    expect(result.version).toBeUndefined();
    expect(await kept()).toEqual(before);
    expect(await tables()).toEqual([]);
  });

  it("keep rows under no version that they are not of: of a part of the data, and of a table that others wrote to", async () => {
    const first = await build();
    const before = await rowsOf("churn");
    expect((await build({ flags: { empty: true } })).version).toBeUndefined();
    const name = `rows_churn_${first.version?.version}`;
    expect(await rowsOf(`_quern.${name}`)).toEqual(before);
    expect(await kept()).toHaveLength(1);
    expect((await build()).version).toMatchObject({ version: first.version?.version, isNew: false });
    expect(await tables()).toEqual([]);
    await project.run("delete from churn where customer_id = 1");
    await change(8, 2, 3, 4);
    expect(await tables()).toEqual([]);
    expect(await kept()).toHaveLength(2);
  });

  it("are the same where only the last digits of sums differ, and the rows stay what they were", async () => {
    // Added up from the other end: 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1.
    const amounts = (order: string) =>
      project.write(
        "models/marts/orders.sql",
        `select i as order_id, c as customer_id, timestamp '2024-01-10' as ordered_at, a::double as amount
from (values (1, 0.1), (2, 0.2), (3, 0.3)) t(i, a) cross join (values (1), (2)) c(c)
union all select 99, 1, timestamp '2024-06-30', 1 order by order_id ${order}`,
      );
    rmSync(join(project.root, "models/marts/orders.csv"));
    amounts("asc");
    const first = await build();
    const before = await rowsOf("churn");
    amounts("desc");
    const again = await build();
    expect(again.version).toMatchObject({ version: first.version?.version, isNew: false });
    const whole = `select * from (${project.selectOf("training_set.churn" as NodeId)}) order by customer_id, as_of`;
    expect(await rowsOf("churn")).toEqual(before);
    expect(await project.rows(whole)).not.toEqual(before);
    expect(await tables()).toEqual([]);
  });

  it("are those of sets, not of histories", async () => {
    expect(resultOf(await project.build(now), "training_set.habits_history").version).toBeUndefined();
    expect(await project.rows("select distinct node from _quern.training_versions")).toEqual([
      { node: "training_set.churn" },
    ]);
  });
});
