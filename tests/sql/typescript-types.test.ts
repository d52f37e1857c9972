import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { typescriptType } from "../../src/sql/typescript-types.ts";
import { valueCases } from "../adapters/duckdb/kysely/value-cases.ts";
import { memorySession, scratchFolder } from "../adapters/duckdb/scratch.ts";

const session = await memorySession();
const folder = scratchFolder();

describe("typescriptType(duckdbType)", () => {
  it.each([
    ["INTEGER", "number"],
    ["BIGINT", "number | string"],
    ["DECIMAL(10,2)", "string"],
    ["TIMESTAMP WITH TIME ZONE", "string"],
    ["VARCHAR[]", "(string | null)[]"],
    ["INTEGER[3][]", "((number | null)[] | null)[]"],
    ["STRUCT(a INTEGER, b VARCHAR[])", "{ a: number | null; b: (string | null)[] | null }"],
    [`STRUCT("a b" DATE, "x""y" BIT)`, String.raw`{ "a b": string | null; "x\"y": string | null }`],
    ["STRUCT(INTEGER, VARCHAR)", "unknown"],
    ["MAP(INTEGER, VARCHAR)", "Record<string, string | null>"],
    ["ENUM('a', 'it''s')", `"a" | "it's"`],
    ["ENUM('a')[]", `("a" | null)[]`],
    ["UNION(num INTEGER, str VARCHAR)", "{ num: number | null } | { str: string | null }"],
    ["VARIANT[]", "(unknown)[]"],
    ['"NULL"', "null"],
    ["SOMETHING_NEW", "unknown"],
    ["STRUCT(", "unknown"],
  ])("of %s is %s", (type, expected) => {
    expect(typescriptType(type)).toBe(expected);
  });

  it("is text for an ENUM of very many values", () => {
    const values = Array.from({ length: 101 }, (_, index) => `'v${index}'`);
    expect(typescriptType(`ENUM(${values.join(", ")})`)).toBe("string");
  });

  it("knows every type that the engine has", async () => {
    const rows = await session.rows(
      "select distinct logical_type from duckdb_types() where internal order by all",
    );
    const needParts = ["ARRAY", "ENUM", "LIST", "MAP", "STRUCT", "UNION", "VARIANT"];
    const types = rows.map((row) => String(row.logical_type)).filter((type) => !needParts.includes(type));
    expect(types.length).toBeGreaterThan(25);
    expect(types.filter((type) => typescriptType(type) === "unknown")).toEqual([]);
  });

  it("is what TypeScript takes the dialect's values for", () => {
    const lines = valueCases.map(([type, , value], index) => {
      const literal = typeof value === "number" ? String(value) : JSON.stringify(value);
      return `export const v${index}: ${typescriptType(type)} = ${literal};`;
    });
    const file = join(folder, "values.ts");
    writeFileSync(file, lines.join("\n"));
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin",
      "tsc",
    );
    const { stdout } = spawnSync(process.execPath, [compiler, "--noEmit", "--strict", "--types", "", file], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
  });
});
