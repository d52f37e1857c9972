import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { generateDemo } from "../../src/demo/index.ts";

/** A generated shop in a folder of its own, with a connection that reads it. */
export interface Shop {
  readonly folder: string;
  /** First column of the first row. */
  readonly value: (sql: string) => Promise<number>;
  readonly rows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => void;
}

const single = [
  "customers",
  "customer_changes",
  "products",
  "product_prices",
  "campaigns",
  "ad_spend",
  "consents",
  "experiments",
  "experiment_assignments",
];
const byPeriod = [
  "orders",
  "order_items",
  "refunds",
  "events",
  "campaign_members",
  "coupons",
  "coupon_redemptions",
  "support_tickets",
];
const truth = [
  "customers",
  "channels",
  "seasonality",
  "campaigns",
  "categories",
  "affinities",
  "experiments",
];

/** Generates a shop and makes a view of every table; those of the truth are in a schema `truth`. */
export async function makeShop(scale: number, seed: number, threads = 2): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "quern-demo-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  await generateDemo((sql) => connection.run(sql), { scale, seed, folder });
  await connection.run("create schema truth");
  for (const table of single) await view(connection, table, `${folder}/${table}.parquet`);
  for (const table of byPeriod) await view(connection, table, `${folder}/${table}/*.parquet`);
  for (const table of truth) await view(connection, `truth.${table}`, `${folder}/truth/${table}.parquet`);
  for (const table of ["orders", "identities"]) {
    await view(connection, `truth.${table}`, `${folder}/truth/${table}/*.parquet`);
  }
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  return {
    folder,
    rows,
    value: async (sql) => Number(Object.values((await rows(sql))[0] ?? {})[0]),
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Hash of every file of a folder, by its path. */
export function hashFiles(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [relative(folder, file), createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );
}

async function view(connection: DuckDBConnection, name: string, path: string): Promise<void> {
  await connection.run(`create view ${name} as from '${path.replaceAll("'", "''")}'`);
}
