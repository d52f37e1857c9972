import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { ResolvedSettings } from "../../../src/graph/types.ts";
import { codesOf, openTarget } from "./harness.ts";

const folder = mkdtempSync(join(tmpdir(), "quern-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const { build, rows, session } = await openTarget(folder);
const external = (settings: Partial<ResolvedSettings>): ResolvedSettings => ({
  materialized: "external",
  ...settings,
});
const select =
  "select 1 as id, 'a,\"b\"' as t, date '2024-01-31' as d, 1.50::DECIMAL(5,2) as m, [1, 2] as l, NULL::INTEGER as n";

describe("external", () => {
  it.each(["out/x.parquet", "out/deep/er/x.csv", "out/x.json", "out/x.ndjson", "out/x.csv.gz"])(
    "writes %s and reads it back with the types of the SELECT",
    async (location) => {
      const { error } = await build(external({ location }), { select, name: "e" });
      expect(error).toBeUndefined();
      expect(existsSync(join(folder, location))).toBe(true);
      expect(await rows("from e")).toEqual([
        { id: 1, t: 'a,"b"', d: "2024-01-31", m: "1.50", l: [1, 2], n: null },
      ]);
      const types = (await session.columns({ schema: "main", name: "e" })).map((column) => column.type);
      expect(types).toEqual(["INTEGER", "VARCHAR", "DATE", "DECIMAL(5,2)", "INTEGER[]", "INTEGER"]);
    },
  );

  it("leaves the old files when a test fails, and no leftovers once it passes", async () => {
    const settings = external({ location: "kept/x.csv" });
    await build(settings, { select: "select 1 as a", name: "kept", now: "2024-01-01T00:00:00Z" });
    await build(settings, {
      select: "select 2 as a",
      name: "kept",
      now: "2024-01-02T00:00:00Z",
      failingTest: true,
    });
    expect(readFileSync(join(folder, "kept/x.csv"), "utf8")).toBe("a\n1\n");
    expect(await rows("from kept")).toEqual([{ a: 1 }]);
    await build(settings, { select: "select 3 as a", name: "kept", now: "2024-01-03T00:00:00Z" });
    expect(await rows("from kept")).toEqual([{ a: 3 }]);
    expect(readdirSync(join(folder, "kept"))).toEqual(["x.csv"]);
  });

  it("writes partitions, keeps columns and types, and forgets partitions that are gone", async () => {
    const settings = external({ location: "parts", format: "parquet", partition_by: ["p", "d"] });
    const values = (list: string) => `select p, d::DATE as d, v from (values ${list}) t(p, d, v)`;
    await build(settings, {
      select: values("('x', '2024-01-01', 1), ('y', '2024-01-01', 2)"),
      name: "parts",
    });
    await build(settings, {
      select: values("('y', '2024-01-01', 3), ('007', '2024-01-02', 4)"),
      name: "parts",
      now: "2024-06-02T00:00:00Z",
    });
    expect(readdirSync(join(folder, "parts")).sort()).toEqual(["p=007", "p=y"]);
    expect(await rows("from parts order by v")).toEqual([
      { p: "y", d: "2024-01-01", v: 3 },
      { p: "007", d: "2024-01-02", v: 4 },
    ]);
    expect(await session.columns({ schema: "main", name: "parts" })).toEqual([
      { name: "p", type: "VARCHAR" },
      { name: "d", type: "DATE" },
      { name: "v", type: "INTEGER" },
    ]);
  });

  it("writes partitioned csv with its types", async () => {
    const settings = external({ location: "csvparts", format: "csv", partition_by: ["p"] });
    const { error } = await build(settings, {
      select: "select 1 as p, '007' as code, 2 as v",
      name: "csvparts",
    });
    expect(error).toBeUndefined();
    expect(await rows("from csvparts")).toEqual([{ p: 1, code: "007", v: 2 }]);
  });

  it("tells empty text from NULL, in columns and in partitions", async () => {
    const texts = "select * from (values (1, ''), (2, NULL), (3, 'NULL'), (4, 'a/b c=d'), (5, '\n')) t(i, t)";
    for (const format of ["csv", "json", "parquet"] as const) {
      await build(external({ location: `texts.${format}` }), { select: texts, name: "texts" });
      expect((await rows("from texts order by i")).map((row) => row.t)).toEqual([
        "",
        null,
        "NULL",
        "a/b c=d",
        "\n",
      ]);
    }
    const parts = "select i, nullif(i, 2) as n, t from (values (1, 'x'), (2, NULL), (4, 'a/b c=d')) t(i, t)";
    for (const format of ["csv", "parquet"] as const) {
      const settings = external({ location: `textparts_${format}`, format, partition_by: ["t", "n"] });
      const { error } = await build(settings, { select: parts, name: "textparts" });
      expect(error).toBeUndefined();
      expect(await rows("from textparts order by i")).toEqual([
        { i: 1, n: 1, t: "x" },
        { i: 2, n: null, t: null },
        { i: 4, n: 4, t: "a/b c=d" },
      ]);
    }
  });

  it("passes options on to writer and reader", async () => {
    const write_options = { delim: ";", header: false, nullstr: "-" };
    await build(external({ location: "o.csv", write_options }), {
      select: "select 1 as a, NULL::VARCHAR as b",
      name: "o",
    });
    expect(readFileSync(join(folder, "o.csv"), "utf8")).toBe("1;-\n");
    expect(await rows("from o")).toEqual([{ a: 1, b: null }]);
    const zstd = external({
      location: "z.parquet",
      write_options: { compression: "zstd", row_group_size: 1000 },
    });
    expect((await build(zstd, { select: "select 1 as a", name: "z" })).error).toBeUndefined();
  });

  it("writes no rows as readable files", async () => {
    for (const location of ["none.parquet", "none.csv", "none.json"]) {
      await build(external({ location }), { select: `${select} where false`, name: "none" });
      expect(await rows("from none")).toEqual([]);
    }
    const parts = external({ location: "none", format: "parquet", partition_by: ["id"] });
    const built = await build(parts, { select: `${select} where false`, name: "none" });
    expect(built.error).toBeUndefined();
    expect(await rows("from none")).toEqual([]);
  });

  it("takes absolute places, replaces a table, and names unknown partitions", async () => {
    await build({ materialized: "table" }, { select: "select 0 as a", name: "abs" });
    await build(external({ location: join(folder, "abs.parquet") }), {
      select: "select 1 as a",
      name: "abs",
    });
    expect(await rows("from abs")).toEqual([{ a: 1 }]);
    const wrong = await build(external({ location: "w", format: "csv", partition_by: ["aa"] }), {
      select: "select 1 as a",
      name: "w",
    });
    expect(codesOf(wrong)).toEqual(["Q0412"]);
    await build({ materialized: "table" }, { select: "select 2 as a", name: "abs" });
    expect(await rows("from abs")).toEqual([{ a: 2 }]);
  });
});
