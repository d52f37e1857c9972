import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifactShapes } from "../../src/artifacts/schemas.ts";
import { makeFolder, makeProject, quern, start, writeIn } from "./support.ts";

const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");

describe("quern build", () => {
  it("builds, tests and publishes, and has nothing to do the second time", async () => {
    const folder = makeProject();
    const first = await quern(folder, "build");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("2 nodes to run");
    expect(first.out).toMatch(/2\/2 ok {6}model revenue {2}2 rows, 2 tests/);
    expect(first.out).toMatch(/build done in/);
    const second = await quern(folder, "build");
    expect(second).toMatchObject({ code: 0, err: "" });
    expect(second.out).toContain("0 nodes to run, 2 unchanged");
    expect((await quern(folder, "show", "revenue", "--output", "csv")).out.split("\n").sort()).toEqual(
      ["", "paid,30.5", "refunded,5", "status,revenue"].sort(),
    );
  });

  it("says why a node runs again", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    writeIn(
      folder,
      "models/marts/revenue.sql",
      'select status, count(*) as revenue from {{ref "stg_orders"}} group by 1\n',
    );
    const plan = await quern(folder, "build", "--dry-run");
    expect(plan.out).toMatch(/build model revenue {2}its statement changed, 2 tests/);
    expect(plan.out).toContain("1 node would run, 1 unchanged");
    expect((await quern(folder, "build")).out).toContain("its statement changed");
  });

  it("leaves the published table as it was when a test fails, and says where and how to see the rows", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    const before = (await quern(folder, "show", "revenue", "-o", "json")).out;
    writeIn(
      folder,
      "models/marts/revenue.sql",
      'select null as status, sum(amount) as revenue from {{ref "stg_orders"}}\n',
    );
    const failed = await quern(folder, "build");
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/models\/marts\/marts\.yml:\d+:\d+ error Q0604 .*not_null_revenue_status/);
    expect(failed.err).toMatch(/select \* from _quern\./);
    const rows = await quern(folder, "show", "not_null_revenue_status", "-o", "json");
    expect(JSON.parse(rows.out)).toMatchObject([{ status: null }]);
    expect((await quern(folder, "show", "revenue", "-o", "json")).out).toBe(before);
    writeIn(
      folder,
      "models/marts/revenue.sql",
      'select status, sum(amount) as revenue from {{ref "stg_orders"}} group by 1\n',
    );
    const retried = await quern(folder, "retry");
    expect(retried.code).toBe(0);
    expect((await quern(folder, "retry")).out).toContain("nothing to retry");
  });

  it("shows a mistake in a file with its line and a caret, and prints no stack", async () => {
    const folder = makeProject({ "models/marts/revenue.sql": 'select 1 from {{ref "stg_ordrs"}}\n' });
    const { code, err, out } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain("models/marts/revenue.sql:1:");
    expect(err).toContain('error Q0101 unknown model "stg_ordrs" — did you mean "stg_orders"?');
    expect(err).toMatch(/1 \| select 1 from \{\{ref "stg_ordrs"\}\}\n\s+\| +\^+/);
    expect(err).not.toMatch(/at .*\.js:\d+/);
  });

  it("points at the column that does not exist", async () => {
    const folder = makeProject({
      "models/marts/revenue.sql":
        'select\n  status,\n  sum(amuont) as revenue\nfrom {{ref "stg_orders"}}\ngroup by status\n',
    });
    const { code, err } = await quern(folder, "build");
    expect(code).toBe(1);
    expect(err).toContain(
      'models/marts/revenue.sql:3:7 error Q0107 unknown column "amuont" — did you mean "amount"?',
    );
    expect(err).toMatch(/3 \| {3}sum\(amuont\) as revenue\n\s+\| {7}\^{6}\n/);
  });

  it("prints a line of JSON an event", async () => {
    const { code, out, err } = await quern(makeProject(), "build", "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const events = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    expect(events.map(({ kind }) => kind)).toEqual([
      "started",
      "node-started",
      "node-finished",
      "node-started",
      "node-finished",
      "finished",
    ]);
  });

  it("runs nothing where a statement has a mistake, unless it is told not to look", async () => {
    const folder = makeProject({ "models/marts/revenue.sql": 'select missing from {{ref "stg_orders"}}\n' });
    const checked = await quern(folder, "build");
    expect(checked).toMatchObject({ code: 1, out: "nothing was run\n" });
    expect(checked.err).toContain('models/marts/revenue.sql:1:8 error Q0107 unknown column "missing"');
    expect(existsSync(join(folder, "target/tiny.duckdb"))).toBe(true);
    expect((await quern(folder, "show", "stg_orders")).code).toBe(1);
    const run = await quern(folder, "build", "--no-check");
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/1\/2 ok {6}model stg_orders/);
    expect((await quern(folder, "show", "stg_orders")).code).toBe(0);
  });

  it("takes variables, a selection and another target", async () => {
    const folder = makeProject();
    const words = ["build", "--select", "stg_orders", "--vars", "least=10", "--target", "other", "--quiet"];
    expect(await quern(folder, ...words)).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(folder, "target/tiny.duckdb"))).toBe(false);
    const rows = await quern(folder, "show", "stg_orders", "--target", "other", "-o", "json");
    expect(JSON.parse(rows.out)).toHaveLength(2);
  });

  it("warns of a selection that takes nothing", async () => {
    const { code, err } = await quern(makeProject(), "build", "--select", "tag:none");
    expect(code).toBe(0);
    expect(err).toContain("warning Q0122");
  });

  it("masks secrets in what it prints and in what it writes", async () => {
    const folder = makeProject({
      "models/marts/revenue.sql": `select '{{env "SHOP_TOKEN"}}' as status, 1 as revenue, broken\n`,
    });
    for (const words of [["check"], ["build"], ["build", "--no-check"], ["check", "--json"]]) {
      const { out, err } = await start(folder, words, { SHOP_TOKEN: "hunter2-secret" }).ended;
      expect(out + err).toContain("broken");
      expect(out + err).not.toContain("hunter2-secret");
    }
    for (const file of ["manifest.json", "run_results.json", "cache/checked.json"])
      expect(read(folder, `target/${file}`)).not.toContain("hunter2-secret");
  });

  it("writes artifacts of the documented shape, and leaves an equal manifest alone", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    for (const name of ["manifest", "run_results", "catalog"] as const)
      artifactShapes[name].parse(JSON.parse(read(folder, `target/${name}.json`)));
    expect(JSON.parse(read(folder, "target/catalog.json"))).toMatchObject({
      nodes: {
        "model.revenue": {
          kind: "table",
          rows: 2,
          columns: [
            { name: "status", type: "VARCHAR" },
            { name: "revenue", type: "DOUBLE" },
          ],
        },
      },
    });
    const manifest = read(folder, "target/manifest.json");
    await quern(folder, "build");
    expect(read(folder, "target/manifest.json")).toBe(manifest);
  });

  it("finds by state what changed since the artifacts of another build", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    const kept = makeFolder({ "manifest.json": read(folder, "target/manifest.json") });
    writeIn(folder, "models/marts/revenue.sql", "select 'x' as status, 1 as revenue\n");
    const { out, code } = await quern(
      folder,
      "ls",
      "-s",
      "state:modified",
      "--resource-type",
      "model",
      "--state",
      kept,
    );
    expect({ code, out }).toEqual({ code: 0, out: "revenue\n" });
    const without = await quern(folder, "ls", "-s", "state:modified");
    expect(without.code).toBe(2);
  });

  it("rolls back on Ctrl-C and exits with 130", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    const before = (await quern(folder, "show", "revenue", "-o", "json")).out;
    writeIn(
      folder,
      "models/marts/revenue.sql",
      "select 'x' as status, sum(hash(a.range) % b.range) as revenue from range(1000000) a, range(1, 1000000) b\n",
    );
    const { child, ended, output } = start(folder, ["build", "--json"]);
    while (!output().includes('"node-started"')) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGINT");
    expect((await ended).code).toBe(130);
    expect((await quern(folder, "show", "revenue", "-o", "json")).out).toBe(before);
  });

  it("ends at once at a second Ctrl-C, whatever the engine computes", async () => {
    const long = "select sum(hash(a.range) % b.range) as x from range(1000000) a, range(1, 1000000) b";
    const folder = makeProject({ "models/marts/revenue.sql": `${long}\n`, "models/marts/marts.yml": "" });
    const { child, ended, output } = start(folder, ["build", "--json"]);
    while (!output().includes('"id":"model.revenue"'))
      await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill("SIGINT");
    child.kill("SIGINT");
    const { code } = await ended;
    expect([null, 130]).toContain(code);
  });

  it("names the holder of the file and gives up after --lock-timeout", async () => {
    const folder = makeProject({
      "models/marts/revenue.sql":
        "select 'x' as status, sum(hash(a.range) % b.range) as revenue from range(1000000) a, range(1, 1000000) b\n",
    });
    const { child, ended, output } = start(folder, ["build", "--json"]);
    while (!output().includes('"id":"model.revenue"'))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await quern(folder, "build", "--lock-timeout", "0");
    expect(second.code).toBe(1);
    expect(second.err).toMatch(new RegExp(`Q0501 .*${child.pid}`));
    child.kill("SIGINT");
    await ended;
  });
});
