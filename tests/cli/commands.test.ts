import { existsSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeFolder, makeProject, quern, writeIn } from "./support.ts";

describe("quern init", () => {
  it("makes a project that builds at once, with every test passed", async () => {
    const folder = makeFolder();
    expect((await quern(folder, "init", "my-shop")).out).toContain("made the project my_shop");
    const { code, out, err } = await quern(join(folder, "my-shop"), "build");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("4/4 ok");
    expect((await quern(join(folder, "my-shop"), "doctor")).code).toBe(0);
  });

  it("refuses a folder that holds something", async () => {
    const folder = makeFolder({ "mine/notes.txt": "mine" });
    const { code, err } = await quern(folder, "init", "mine");
    expect(code).toBe(2);
    expect(err).toContain("error Q0702 mine is not empty");
    expect(readdirSync(join(folder, "mine"))).toEqual(["notes.txt"]);
  });
});

describe("quern ls", () => {
  it("prints what selects each node again", async () => {
    const { out } = await quern(makeProject(), "ls");
    expect(out.split("\n").filter(Boolean).sort()).toEqual([
      "not_null_revenue_status",
      "revenue",
      "source:raw.orders",
      "stg_orders",
      "unique_revenue_status",
    ]);
  });

  it("takes variables that are YAML and no JSON", async () => {
    const { code, err } = await quern(makeProject(), "ls", "--vars", "least=2025-03-31 00:00:00");
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  it("prints paths once, and chosen keys as JSON", async () => {
    const folder = makeProject();
    expect((await quern(folder, "ls", "-s", "revenue", "-o", "path")).out).toBe(
      "models/marts/revenue.sql\nmodels/marts/marts.yml\n",
    );
    const words = [
      "ls",
      "-s",
      "revenue",
      "--resource-type",
      "model",
      "--output-keys",
      "name",
      "settings.materialized",
    ];
    expect((await quern(folder, ...words)).out).toBe('{"name":"revenue","settings.materialized":"table"}\n');
    const wrong = await quern(folder, "ls", "--output-keys", "nmae");
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('did you mean "name"?');
  });

  it("does not mind a reader that goes away", async () => {
    const { execFileSync } = await import("node:child_process");
    const { command } = await import("./support.ts");
    const models = Object.fromEntries(
      Array.from({ length: 3000 }, (_, i) => [
        `models/marts/m_${String(i).padStart(60, "0")}.sql`,
        "select 1 as x\n",
      ]),
    );
    const folder = makeProject(models);
    const shell = `"${process.execPath}" "${command}" ls | head -n 1; exit "\${PIPESTATUS[0]}"`;
    expect(execFileSync("bash", ["-c", shell], { cwd: folder, encoding: "utf8" })).toBe(
      "source:raw.orders\n",
    );
    const { out } = await quern(folder, "ls");
    expect(out.length).toBeGreaterThan(65536);
    expect(out.trimEnd().split("\n").length).toBe(3005);
  });
});

describe("quern show", () => {
  it("runs a query of one's own, with refs", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    const { out } = await quern(folder, "show", "--inline", 'select count(*) as n from {{ref "stg_orders"}}');
    expect(out).toBe("n\n─\n3\n");
  });

  it("reads a source without a database", async () => {
    const { code, out } = await quern(makeProject(), "show", "source:raw.orders", "--limit", "1", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ order_id: 1, amount: 10.5, status: "paid" }]);
  });

  it("says how to build what is not built, and what a misspelt name may mean", async () => {
    const folder = makeProject();
    const unbuilt = await quern(folder, "show", "revenue");
    expect(unbuilt.code).toBe(1);
    expect(unbuilt.err).toMatch(/Q0711 revenue is not built.*\n.*quern build --select \+revenue/);
    const misspelt = await quern(folder, "show", "revenu");
    expect(misspelt.code).toBe(2);
    expect(misspelt.err).toContain('did you mean "revenue"?');
  });

  it("gives the engine's words on a query that fails", async () => {
    const { code, err } = await quern(makeProject(), "show", "--inline", "select 1 +");
    expect(code).not.toBe(0);
    expect(err).toMatch(/error Q\d{4} /);
    expect(err).not.toMatch(/Q0707/);
  });

  it("takes a node or a query, not both and not neither", async () => {
    const folder = makeProject();
    expect((await quern(folder, "show")).code).toBe(2);
    expect((await quern(folder, "show", "revenue", "--inline", "select 1")).err).toContain("Q0715");
  });
});

describe("quern compile", () => {
  it("prints one node", async () => {
    const { out } = await quern(makeProject(), "compile", "-s", "revenue");
    expect(out).toMatch(/select status, sum\(amount\) as revenue\nfrom .*stg_orders.*\ngroup by status/);
    expect(out).not.toContain("{{");
  });

  it("takes the name of a node, and says which have no statement", async () => {
    const folder = makeProject();
    const named = await quern(folder, "compile", "unique_revenue_status");
    expect(named.code).toBe(0);
    expect(named.out).toContain("revenue");
    const source = await quern(folder, "compile", "source:raw.orders");
    expect(source.code).toBe(2);
    expect(source.err).toContain("Q0718 orders has no statement: it is a source");
  });

  it("writes several", async () => {
    const folder = makeProject();
    const { out } = await quern(folder, "compile");
    expect(out).toContain("wrote 4 statements");
    expect(existsSync(join(folder, "target/compiled/models/marts/revenue.sql"))).toBe(true);
  });
});

describe("quern gc", () => {
  it("names and drops what a removed model left", async () => {
    const folder = makeProject({ "models/marts/old.sql": "select 1 as x\n" });
    await quern(folder, "build");
    const { rmSync } = await import("node:fs");
    rmSync(join(folder, "models/marts/old.sql"));
    expect((await quern(folder, "gc")).out).toContain("table main.old  made for model.old");
    expect((await quern(folder, "gc", "--drop")).out).toContain("dropped 1 relation");
    expect((await quern(folder, "gc")).out).toContain("nothing to drop");
  });
});

describe("quern clean", () => {
  it("deletes what is generated and keeps the database", async () => {
    const folder = makeProject();
    await quern(folder, "build");
    expect((await quern(folder, "clean")).out).toContain("kept target/tiny.duckdb");
    expect(existsSync(join(folder, "target/manifest.json"))).toBe(false);
    expect((await quern(folder, "show", "revenue")).code).toBe(0);
    expect((await quern(folder, "clean", "--all")).code).toBe(0);
    expect(existsSync(join(folder, "target"))).toBe(false);
  });

  it("does not follow target/ out of the project", async () => {
    const elsewhere = makeFolder({ "precious.txt": "keep" });
    const folder = makeProject();
    symlinkSync(elsewhere, join(folder, "target"));
    const { code, err } = await quern(folder, "clean", "--all");
    expect(code).toBe(2);
    expect(err).toContain("Q0712");
    expect(readdirSync(elsewhere)).toEqual(["precious.txt"]);
  });
});

describe("quern freshness", () => {
  it("judges sources by their limits and writes sources.json", async () => {
    const folder = makeProject({
      "models/staging/sources.yml":
        "sources:\n  - name: raw\n    path: data/{table}.csv\n    freshness: {error_after: 1d}\n    tables: [{name: orders}]\n",
    });
    const { code, out } = await quern(folder, "freshness");
    expect(code).toBe(0);
    expect(out).toMatch(/^pass +raw\.orders/);
    expect(existsSync(join(folder, "target/sources.json"))).toBe(true);
  });
});

describe("quern doctor", () => {
  it("finds nothing wrong with a good project", async () => {
    const { code, out } = await quern(makeProject(), "doctor", "--json");
    expect(code).toBe(0);
    const findings = JSON.parse(out) as { subject: string; state: string }[];
    expect(findings.map(({ subject, state }) => `${subject} ${state}`)).toEqual([
      "program ok",
      "engine ok",
      "project ok",
      "target/ ok",
      "database ok",
      "disk ok",
    ]);
  });

  it("says what is wrong with a bad one", async () => {
    const folder = makeProject({ "models/marts/revenue.sql": 'select 1 from {{ref "nothing"}}\n' });
    const { code, out } = await quern(folder, "doctor");
    expect(code).toBe(1);
    expect(out).toMatch(/failed +project .*unknown model "nothing"/);
  });

  it("says that a file is no database", async () => {
    const folder = makeProject();
    writeIn(
      folder,
      "target/tiny.duckdb",
      "not a database, but long enough to be looked at as one".repeat(100),
    );
    const { code, out } = await quern(folder, "doctor");
    expect(code).toBe(1);
    expect(out).toMatch(/failed +database .*is not a DuckDB database/);
  });
});

describe("wrong use", () => {
  it("exits with 2", async () => {
    const folder = makeFolder();
    expect((await quern(folder, "build")).err).toContain("error Q0001 no project.yml");
    expect((await quern(folder, "build")).code).toBe(2);
    expect((await quern(makeProject(), "build", "--target", "prd")).code).toBe(2);
    expect((await quern(makeProject(), "build", "--vars", "{a: [")).err).toContain("Q0705");
    expect((await quern(makeProject(), "ls", "--select", "tga:x")).code).toBe(2);
  });

  it("is told in JSON where JSON is asked for", async () => {
    const { code, out, err } = await quern(makeFolder(), "build", "--json");
    expect({ code, err }).toEqual({ code: 2, err: "" });
    expect(JSON.parse(out)).toMatchObject({
      kind: "diagnostics",
      diagnostics: [{ code: "Q0001", severity: "error" }],
    });
  });
});
