import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contentHash } from "../../../src/features/training/content-hash.ts";
import { duckdbDialect } from "../../../src/sql/duckdb-dialect.ts";
import { type Engine, openEngine } from "./engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(() => engine.close());

async function contentOf(select: string): Promise<unknown> {
  await engine.run(`create or replace table hashed as ${select}`);
  const [row] = await engine.rows(contentHash("hashed", duckdbDialect));
  expect(row?.content).toMatch(/^[0-9a-f]{32}$/);
  return row?.content;
}

describe("contentHash(relation, dialect)", () => {
  const rows = "from (values (1, 'a', 0.5::double), (2, null, null), (3, 'c', 'nan'::double)) t(id, name, x)";

  it("does not depend on the order of rows, nor on threads", async () => {
    const select = "select i, i % 7 as b, sqrt(i) as c from range(100000) r(i)";
    const content = await contentOf(`${select} order by i`);
    expect(await contentOf(`${select} order by i desc`)).toBe(content);
    await engine.run("set threads = 1");
    expect(await contentOf(`${select} order by hash(i)`)).toBe(content);
    await engine.run("reset threads");
  });

  it.each([
    ["a value", `select id, name, if(id = 1, 0.25, x) as x ${rows}`],
    ["a null", `select id, coalesce(name, '') as name, x ${rows}`],
    ["a row more", `select * ${rows} union all select 1, 'a', 0.5`],
    ["a row twice more", `select * ${rows} union all from (values (9, 'z', 0.5), (9, 'z', 0.5))`],
    ["a row less", `select * ${rows} where id > 1`],
    ["values that changed rows", `select if(id = 3, 1, if(id = 1, 3, id)) as id, name, x ${rows}`],
    ["the name of a column", `select id, name, x as y ${rows}`],
    ["the type of a column", `select id::bigint as id, name, x ${rows}`],
    ["the order of columns", `select name, id, x ${rows}`],
    ["no rows", `select * ${rows} where false`],
  ])("sees %s", async (_, select) => {
    expect(await contentOf(select)).not.toBe(await contentOf(`select * ${rows}`));
  });

  it("tells an empty table by its columns, and counts its rows", async () => {
    const empty = await contentOf("select 1 as a where false");
    expect(await contentOf("select 1 as b where false")).not.toBe(empty);
    expect(await engine.rows(`select "rows" from (${contentHash("hashed", duckdbDialect)})`)).toEqual([
      { rows: "0" },
    ]);
  });
});
