import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentHash } from "../../../src/features/training/content-hash.ts";
import { versionLength } from "../../../src/run/versions/tables.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { start } from "../../cli/support.ts";
import { type FeatureProject, openFeatureProject } from "./feature-project.ts";

const features = `entities:
  - {name: customer, key: customer_id}
features:
  - name: habits
    entity: customer
    from: fct_events
    timestamp: happened
    known_at: happened
    as_of: '{{var "as_of"}}'
    features:
      - {name: events, agg: count, windows: [7d, lifetime]}
      - {name: recency, agg: days_since_last}
feature_sets:
  - name: churn
    entity: customer
    spine: {every: 7d, from: 2024-01-01, to: '{{var "as_of"}}', entities: customers}
    features: [habits.*]
    label: {name: churned, not_exists: fct_events, timestamp: happened, within: 7d, observed_until: '{{var "as_of"}}'}
    keep_versions: 2
`;

let project: FeatureProject;
beforeEach(() => {
  project = openFeatureProject({
    "models/marts/fct_events.sql": `select hash(i) % 5000 as customer_id, timestamp '2024-01-01' + to_minutes((hash(i, 1) % 86400)::int) as happened
from range(100000) t(i)`,
    "models/marts/customers.sql": "select i as customer_id from range(5000) t(i)",
    "features/habits.yml": features,
  });
});
afterEach(() => project.close());

const days = ["2024-02-01", "2024-02-03", "2024-02-12", "2024-02-20"];

/** Builds in a process of its own; kills it, without a chance to clean up, after so many milliseconds. */
async function build(asOf: string, killAfter?: number): Promise<number | null> {
  const { child, ended } = start(project.root, ["build", "--no-color", "--vars", `as_of=${asOf}`]);
  const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfter);
  const { code } = await ended;
  clearTimeout(timer);
  return code;
}

async function versionOf(table: string): Promise<string> {
  const [row] = await project.rows(contentHash(table, duckdbDialect));
  return String(row?.content).slice(0, versionLength);
}

/** What the state says is there, and nothing else is. */
async function expectSound(): Promise<void> {
  const tables = (
    await project.rows("select schema_name || '.' || table_name as name from duckdb_tables()")
  ).map(({ name }) => String(name));
  if (!tables.includes("_quern.training_versions")) return;
  const versions = await project.rows("select * from _quern.training_versions order by last_generation desc");
  if (versions[0]) expect(await versionOf("churn")).toBe(versions[0].version);
  else expect(tables).not.toContain("main.churn");
  const kept = versions.filter(({ rows_table }) => rows_table !== null);
  for (const { version, rows_table } of kept) expect(await versionOf(`_quern.${rows_table}`)).toBe(version);
  expect(tables.filter((name) => name.startsWith("_quern.rows_")).sort()).toEqual(
    kept.map(({ rows_table }) => `_quern.${rows_table}`).sort(),
  );
  const [values] = await project.rows("select * from _quern.current_values");
  if (!values) return expect(tables).not.toContain("main.habits");
  const [found] = await project.rows(
    "select count(*) as n, count(*) filter (where as_of <> (select as_of from _quern.current_values)) as other, (select count(*) from _quern.moments_habits) as moments from habits",
  );
  expect(found).toEqual({ n: values.row_count, other: 0, moments: values.row_count });
}

describe("a build of features that is killed", () => {
  it("leaves tables of features, their versions and what the state says of them together", async () => {
    const outcomes: (number | null)[] = [];
    const begun = performance.now();
    expect(await build(days[0] ?? "")).toBe(0);
    const length = performance.now() - begun;
    for (const day of days.slice(1)) {
      for (const part of [0.6, 0.8]) {
        outcomes.push(await build(day, length * part));
        await expectSound();
      }
    }
    expect(outcomes).toContain(null);
    const last = days.at(-1) ?? "";
    expect(await build(last)).toBe(0);
    await expectSound();
    expect(existsSync(join(project.root, "target", "other.duckdb"))).toBe(false);
    await project.build(`${last}T00:00:00Z`, { target: "other", vars: { as_of: last } });
    for (const table of ["habits", "churn"]) {
      const all = `select * from ${table} order by all`;
      expect(await project.rows(all)).toEqual(await project.rows(all, "other"));
    }
  }, 300_000);
});
