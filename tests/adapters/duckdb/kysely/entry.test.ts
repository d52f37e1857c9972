import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { Kysely } from "kysely";
import { describe, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "..");

describe("quern/kysely", () => {
  it("has the dialect, built and typed, for a program with a Kysely of its own", async () => {
    expect(existsSync(join(root, "dist", "types", "kysely.d.ts"))).toBe(true);
    const { DuckDbDialect } = await import(pathToFileURL(join(root, "dist", "kysely.js")).href);
    const db = new Kysely<{ numbers: { n: number } }>({
      dialect: new DuckDbDialect({ database: () => DuckDBInstance.create(":memory:") }),
    });
    await db.schema.createTable("numbers").addColumn("n", "integer").execute();
    await db
      .insertInto("numbers")
      .values([{ n: 1 }, { n: 2 }])
      .execute();
    expect(await db.selectFrom("numbers").selectAll().where("n", ">", 1).execute()).toEqual([{ n: 2 }]);
    await db.destroy();
  });
});
