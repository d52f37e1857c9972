import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { artifactShapes } from "../../src/artifacts/schemas.ts";
import { makeProject, quern, writeIn } from "./support.ts";

const project = (persist: boolean) =>
  makeProject({
    "models/staging/staging.yml":
      "models:\n  - name: stg_orders\n    columns:\n      - {name: status, description: What became of it., tests: [not_null]}\n      - {name: amount, description: In won.}\n",
    "models/marts/marts.yml": `models:\n  - name: revenue\n    description: By status.\n    persist_docs: ${persist}\n    columns:\n      - {name: revenue, description: Their sum.}\n`,
  });

const read = (folder: string, name: string) => JSON.parse(readFileSync(join(folder, "target", name), "utf8"));

const comments = async (folder: string) => {
  const query =
    "select column_name, comment from duckdb_columns() where table_name = 'revenue' order by column_index";
  return JSON.parse((await quern(folder, "show", "--inline", query, "--json")).out);
};

const inherited = {
  name: "status",
  type: "VARCHAR",
  description: "What became of it.",
  descriptionFrom: { node: "model.stg_orders", column: "status" },
  inheritedTests: [
    { test: "test.not_null_stg_orders_status", from: { node: "model.stg_orders", column: "status" } },
  ],
};

describe("descriptions of copied columns", () => {
  it("reach the warehouse, the manifest and the catalog", async () => {
    const folder = project(true);
    expect(await quern(folder, "build")).toMatchObject({ code: 0, err: "" });
    expect(await comments(folder)).toEqual([
      { column_name: "status", comment: "What became of it." },
      { column_name: "revenue", comment: "Their sum." },
    ]);
    const manifest = artifactShapes.manifest.parse(read(folder, "manifest.json"));
    expect(manifest.nodes["model.revenue"]?.resolvedColumns).toEqual([
      inherited,
      { name: "revenue", type: "DOUBLE", description: "Their sum." },
    ]);
    expect(manifest.nodes["source.raw.orders"]?.resolvedColumns?.[0]).toEqual({
      name: "order_id",
      type: "BIGINT",
    });
    const catalog = artifactShapes.catalog.parse(read(folder, "catalog.json"));
    expect(catalog.nodes["model.revenue"]?.columns).toEqual([
      { name: "status", type: "VARCHAR", description: "What became of it." },
      { name: "revenue", type: "DOUBLE", description: "Their sum." },
    ]);
    const before = read(folder, "manifest.json").metadata;
    await quern(folder, "build");
    expect(read(folder, "manifest.json").metadata).toEqual(before);
  });

  it("are found for the warehouse without a check, and only there", async () => {
    const folder = project(true);
    expect((await quern(folder, "build", "--no-check")).code).toBe(0);
    expect((await comments(folder))[0]).toEqual({ column_name: "status", comment: "What became of it." });
    expect(read(folder, "manifest.json").nodes["model.revenue"].resolvedColumns).toBeUndefined();
    writeIn(folder, "models/marts/other.sql", "select 1 as one\n");
    await quern(folder, "build");
    expect(read(folder, "manifest.json").nodes["model.revenue"].resolvedColumns[0]).toEqual(inherited);
  });

  it("are not written where docs are not to be kept", async () => {
    const folder = project(false);
    await quern(folder, "build");
    expect((await comments(folder))[0]).toEqual({ column_name: "status", comment: null });
  });
});
