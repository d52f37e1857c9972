import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readerOptions } from "../../src/compile/check-source.ts";
import { type Engine, openEngine } from "./support/engine.ts";
import { compileInMemory } from "./support/in-memory-project.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

describe("readerOptions", () => {
  it.each(["csv", "json", "parquet"] as const)("are those of the engine's read_%s", async (format) => {
    const rows = await engine.rows(
      `select distinct unnest(parameters) as name from duckdb_functions() where function_name = 'read_${format}' order by 1`,
    );
    const names = rows.map((row) => String(row.name)).filter((name) => !/^col\d|^debug_/.test(name));
    expect(readerOptions[format]).toEqual(names);
  });
});

describe("checkSource(source)", () => {
  const problemsOf = (source: object) =>
    compileInMemory({
      sources: { "raw.t": source },
      models: { a: 'select * from {{source "raw" "t"}}', b: 'select * from {{source "raw" "t"}}' },
    }).problems.map(({ code, message }) => `${code} ${message}`);

  it("names an option that the reader does not have, once", () => {
    expect(problemsOf({ path: "a.csv", readOptions: { delimiter: ";", header: true } })).toEqual([
      'Q0465 read_csv has no option "delimiter"',
    ]);
    expect(problemsOf({ path: "a.json", readOptions: { colums: {} } })).toEqual([
      'Q0465 read_json has no option "colums" — did you mean "columns"?',
    ]);
  });

  it("asks for a format where the path does not tell it", () => {
    expect(problemsOf({ path: "data/*" })).toEqual([
      'Q0466 the format of source "raw.t" cannot be told from its path',
    ]);
    expect(problemsOf({ path: "data/*", format: "csv" })).toEqual([]);
    expect(problemsOf({ path: "data/*.tsv.gz" })).toEqual([]);
    expect(problemsOf({ schema: "raw" })).toEqual([]);
  });
});
