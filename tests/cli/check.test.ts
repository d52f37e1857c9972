import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeProject as makeAnyProject, quern, start, writeIn } from "./support.ts";

/** With what rules ask for: columns that are declared, and a key that is tested. */
const makeProject = (files: Readonly<Record<string, string>> = {}) =>
  makeAnyProject({
    "models/staging/sources.yml": `sources:
  - name: raw
    path: data/{table}.csv
    tables:
      - name: orders
        columns:
          - {name: order_id, type: BIGINT, tests: [unique]}
          - {name: amount, type: DOUBLE}
          - {name: status, type: VARCHAR}
`,
    ...files,
  });

const broken = 'select\n  stats,\n  sum(amount) as revenue\nfrom {{ref "stg_orders"}}\ngroup by 1\n';

/** Files that were written just now are not trusted to be unchanged. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 60));

describe("quern check", () => {
  it("says that all is well, and makes no database", async () => {
    const folder = makeProject();
    const { code, out, err } = await quern(folder, "check");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^checked 3 nodes and \d tests in [\d.]+ s: 0 errors, 0 warnings\n$/);
    expect(existsSync(join(folder, "target/tiny.duckdb"))).toBe(false);
  });

  it("shows a mistake at its place, and what could not be looked at because of it", async () => {
    const folder = makeProject({
      "models/marts/revenue.sql": broken,
      "models/marts/total.sql": 'select sum(revenue) as total from {{ref "revenue"}}\n',
    });
    const { code, out, err } = await quern(folder, "check");
    expect(code).toBe(1);
    expect(err).toContain(
      'models/marts/revenue.sql:2:3 error Q0107 unknown column "stats" — did you mean "status"?',
    );
    expect(err).toMatch(/2 \| {3}stats,\n\s+\| {3}\^{5}/);
    expect(err).not.toMatch(/at .*\.js:\d+/);
    expect(out).toMatch(/^not checked, because of revenue: total, \d tests\nchecked /);
  });

  it("holds no rules against what could not be looked at", async () => {
    const folder = makeProject({
      "models/marts/revenue.sql": broken,
      "models/marts/marts.yml":
        "models:\n  - {name: revenue, access: public}\n  - {name: total, access: public}\n",
      "models/marts/total.sql": 'select sum(revenue) as total from {{ref "revenue"}}\n',
      "rules/all.sql":
        "select node from columns where name = 'revenue' union all select id from nodes where kind = 'model'\n",
    });
    const { err } = await quern(folder, "check");
    expect(err.match(/Q\d{4}/g)).toEqual(["Q0107", "Q0870"]);
    expect(err).toMatch(/models\/staging\/stg_orders.sql:1:1 warning Q0870/);
  });

  it("prints JSON", async () => {
    const { code, out } = await quern(makeProject({ "models/marts/revenue.sql": broken }), "check", "--json");
    expect(code).toBe(1);
    const [problems, summary] = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(problems).toMatchObject({ kind: "diagnostics", diagnostics: [{ code: "Q0107" }] });
    expect(summary).toMatchObject({ kind: "check", nodes: 2, unchecked: [{ because: "model.revenue" }] });
  });

  it("looks at the chosen nodes and what they read", async () => {
    const folder = makeProject({ "models/marts/revenue.sql": broken });
    expect((await quern(folder, "check", "--select", "stg_orders")).code).toBe(0);
    expect((await quern(folder, "check", "--select", "revenue")).code).toBe(1);
  });

  it("answers for an unchanged project from memory, and sees every change", async () => {
    const folder = makeProject();
    await settle();
    const first = await quern(folder, "check");
    expect(first.code).toBe(0);
    const remembered = () => readFileSync(join(folder, "target/cache/checked.json"), "utf8");
    const before = remembered();
    // Were anything read, a cache that cannot be understood would be written anew.
    writeIn(folder, "target/cache/bound-dev.json", "damaged");
    const second = await quern(folder, "check");
    expect(second.out.replace(/in .* s/, "")).toBe(first.out.replace(/in .* s/, ""));
    expect(readFileSync(join(folder, "target/cache/bound-dev.json"), "utf8")).toBe("damaged");
    expect(remembered()).toBe(before);
    writeIn(folder, "models/marts/revenue.sql", broken);
    expect((await quern(folder, "check")).code).toBe(1);
    await settle();
    expect((await quern(folder, "check")).code).toBe(1);
    expect((await quern(folder, "check")).err).toContain("Q0107");
  });

  it("writes the lineage of the whole project, again where it is missing, and not of a part", async () => {
    const folder = makeProject();
    const lineage = () => JSON.parse(readFileSync(join(folder, "target/lineage.json"), "utf8"));
    await settle();
    await quern(folder, "check", "--select", "stg_orders");
    expect(existsSync(join(folder, "target/lineage.json"))).toBe(false);
    await quern(folder, "check");
    const { metadata, nodes } = lineage();
    expect(metadata).toMatchObject({ schema: "quern/lineage/1", project: "tiny", target: "dev" });
    expect(nodes["model.revenue"]).toEqual({
      columns: [
        {
          name: "status",
          type: "VARCHAR",
          uses: [{ node: "model.stg_orders", column: "status" }],
          copyOf: { node: "model.stg_orders", column: "status" },
        },
        { name: "revenue", type: "DOUBLE", uses: [{ node: "model.stg_orders", column: "amount" }] },
      ],
      rows: [{ node: "model.stg_orders", column: "status", as: "group" }],
      reads: ["model.stg_orders"],
    });
    expect((await quern(folder, "check")).code).toBe(0);
    expect(lineage().metadata.invocationId).toBe(metadata.invocationId);
    rmSync(join(folder, "target/lineage.json"));
    expect((await quern(folder, "check")).code).toBe(0);
    expect(lineage().nodes).toEqual(nodes);
  });

  it("sees what TypeScript imports", async () => {
    const folder = makeProject({
      "macros/twice.ts":
        'import { factor } from "../lib/factor.ts";\nexport const twice = (text: string) => `${text} * ${factor}`;\n',
      "lib/factor.ts": "export const factor = 2;\n",
      "models/marts/doubled.sql": 'select {{twice "revenue"}} as doubled from {{ref "revenue"}}\n',
    });
    await settle();
    expect((await quern(folder, "check")).code).toBe(0);
    expect(existsSync(join(folder, "target/cache/checked.json"))).toBe(true);
    writeIn(folder, "target/cache/bound-dev.json", "damaged");
    expect((await quern(folder, "check")).code).toBe(0);
    expect(readFileSync(join(folder, "target/cache/bound-dev.json"), "utf8")).toBe("damaged");
    writeIn(folder, "lib/factor.ts", 'export const factor = "missing";\n');
    expect((await quern(folder, "check")).err).toContain('unknown column "missing"');
  });

  it("does not take another environment, target or variable for the same", async () => {
    const folder = makeProject({ "models/marts/extra.sql": 'select {{env "EXTRA" "1"}} as one\n' });
    await settle();
    const check = (...words: string[]) => start(folder, ["check", ...words]).ended;
    expect((await check()).code).toBe(0);
    expect((await start(folder, ["check"], { EXTRA: "nothing" }).ended).code).toBe(1);
    expect((await check()).code).toBe(0);
    expect((await check("--no-cache")).code).toBe(0);
  });

  it("writes the columns of every node as types, and runs TypeScript with them on request", async () => {
    const folder = makeProject({
      "macros/twice.ts": "export const twice = (text: string): string => text.lenght;\n",
    });
    const plain = await quern(folder, "check");
    expect(plain).toMatchObject({ code: 0, err: "" });
    const types = readFileSync(join(folder, "target/types/models.d.ts"), "utf8");
    expect(types).toContain("export interface Revenue {\n  status: string;\n  revenue: number | null;\n}");
    const { code, err, out } = await quern(folder, "check", "--types");
    expect(code).toBe(1);
    expect(err).toMatch(/macros\/twice\.ts:1:\d+ error Q11\d\d .*lenght/);
    expect(out).toMatch(/: 1 error, 0 warnings/);
    expect(await quern(folder, "check", "--types", "--select", "revenue")).toMatchObject({ code: 2 });
  });
});
