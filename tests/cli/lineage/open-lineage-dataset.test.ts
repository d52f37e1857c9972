import { describe, expect, it } from "vitest";
import { datasetOf } from "../../../src/cli/lineage/open-lineage-dataset.ts";
import type { RelationNode, SourceNode } from "../../../src/graph/types.ts";
import type { TargetConfig } from "../../../src/project/definitions.ts";

const span = { file: "project.yml", line: 1, column: 1 };
const duckdb: TargetConfig = {
  type: "duckdb",
  name: "dev",
  path: "target/shop.duckdb",
  schema: "main",
  settings: {},
  extensions: [],
  span,
};
const postgres: TargetConfig = {
  type: "postgres",
  name: "prod",
  url: "postgres://ann:secret@db.example.com/shop?sslmode=require",
  schema: "analytics",
  span,
};

const source = (rest: Partial<SourceNode>) =>
  ({ kind: "source", source: "raw", name: "orders", identifier: "orders", ...rest }) as SourceNode;
const model = (materialized: string) =>
  ({ kind: "model", name: "orders", settings: { materialized } }) as RelationNode;

const nameOf = (node: SourceNode | RelationNode, target: TargetConfig = duckdb) => {
  const { namespace, name } = datasetOf(node, { target, project: "shop" });
  return `${namespace} ${name}`;
};

describe("datasetOf(node, setting)", () => {
  it("names tables by their database, without who connects to it", () => {
    expect(nameOf(model("table"))).toBe("duckdb://target/shop.duckdb main.orders");
    expect(nameOf(model("view"), postgres)).toBe("postgres://db.example.com:5432 analytics.orders");
    expect(nameOf(source({ schema: "landing" }))).toBe("duckdb://target/shop.duckdb landing.orders");
    expect(nameOf(source({ database: "lake" }))).toBe("duckdb://target/shop.duckdb lake.raw.orders");
  });

  it("names files by where they are", () => {
    expect(nameOf(source({ path: "data/orders.csv" }))).toBe("file data/orders.csv");
    expect(nameOf(source({ path: "s3://lake/raw/*.parquet" }))).toBe("s3://lake raw/*.parquet");
    expect(nameOf(source({ path: "s3://lake" }))).toBe("s3://lake /");
  });

  it("names what is no table by the project", () => {
    expect(nameOf(model("ephemeral"))).toBe("shop orders");
  });
});
