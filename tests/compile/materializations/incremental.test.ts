import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedSettings } from "../../../src/graph/types.ts";
import { codesOf, openTarget } from "./harness.ts";

const { build, rows, session } = await openTarget();
let names = 0;
const freshName = () => {
  names += 1;
  return `t${names}`;
};

/** Builds once with `first` and once with each of the others as the incremental SELECT; returns the table's rows, ordered by all. */
async function afterBuilds(settings: Partial<ResolvedSettings>, first: string, ...others: readonly string[]) {
  const name = freshName();
  const all = { materialized: "incremental" as const, ...settings };
  await build(all, { select: first, name });
  const codes: string[] = [];
  for (const select of others) {
    const built = await build(all, { select: first, incrementalSelect: select, name });
    codes.push(...codesOf(built));
    if (built.error !== undefined && codesOf(built).length === 0) throw new Error(built.error);
  }
  return { rows: await rows(`from ${name} order by all`), codes, name };
}

describe("incremental append", () => {
  it("adds rows by name, whatever the order of columns", async () => {
    const result = await afterBuilds({}, "select 1 as a, 'x' as b", "select 'y' as b, 2 as a");
    expect(result.rows).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  it("is made anew on a full refresh and where a view stood", async () => {
    const name = freshName();
    await build({ materialized: "view" }, { select: "select 0 as a", name });
    await build({ materialized: "incremental" }, { select: "select 1 as a", name });
    await build({ materialized: "incremental" }, { select: "select 2 as a", name });
    expect(await rows(`from ${name} order by a`)).toEqual([{ a: 1 }, { a: 2 }]);
    await build({ materialized: "incremental" }, { select: "select 3 as a", name, fullRefresh: true });
    expect(await rows(`from ${name}`)).toEqual([{ a: 3 }]);
  });
});

describe("incremental delete+insert", () => {
  const settings = { strategy: "delete+insert", unique_key: ["d"] } as const;

  it("replaces every row of the new rows' keys, NULL among them", async () => {
    const result = await afterBuilds(
      settings,
      "select * from (values (1, 'a'), (1, 'b'), (2, 'c'), (NULL, 'n')) v(d, x)",
      "select * from (values (1, 'z'), (3, 'y'), (3, 'y2'), (NULL, 'm')) v(d, x)",
    );
    expect(result.rows.map((row) => row.x)).toEqual(["z", "c", "y", "y2", "m"]);
  });

  it("deletes only where the predicates hold", async () => {
    const result = await afterBuilds(
      { ...settings, incremental_predicates: ["old.x <> 'b'"] },
      "select * from (values (1, 'a'), (1, 'b')) v(d, x)",
      "select 1 as d, 'z' as x",
    );
    expect(result.rows.map((row) => row.x)).toEqual(["b", "z"]);
  });

  it("takes several columns as the key", async () => {
    const result = await afterBuilds(
      { strategy: "delete+insert", unique_key: ["a", "b"] },
      "select * from (values (1, 1, 'p'), (1, 2, 'q')) v(a, b, x)",
      "select 1 as a, 2 as b, 'r' as x",
    );
    expect(result.rows.map((row) => row.x)).toEqual(["p", "r"]);
  });
});

describe("incremental merge", () => {
  const settings = { strategy: "merge", unique_key: ["id"] } as const;

  it("updates what matches and inserts the rest, NULL keys included", async () => {
    const result = await afterBuilds(
      settings,
      "select * from (values (1, 'a'), (2, 'b'), (NULL, 'n')) v(id, x)",
      "select * from (values (2, 'B'), (3, 'c'), (NULL, 'N')) v(id, x)",
    );
    expect(result.rows.map((row) => [row.id, row.x])).toEqual([
      [1, "a"],
      [2, "B"],
      [3, "c"],
      [null, "N"],
    ]);
  });

  it("is the strategy where there is a unique key and none is named", async () => {
    const result = await afterBuilds(
      { unique_key: ["id"] },
      "select 1 as id, 'a' as x",
      "select 1 as id, 'b' as x",
    );
    expect(result.rows).toEqual([{ id: 1, x: "b" }]);
  });

  it("updates only the columns named, and none that are excluded", async () => {
    const first = "select 1 as id, 'a' as x, 'b' as y, 'c' as z";
    const second = "select 1 as id, 'A' as x, 'B' as y, 'C' as z union all select 2, 'A', 'B', 'C'";
    const only = await afterBuilds({ ...settings, merge_update_columns: ["X"] }, first, second);
    expect(only.rows[0]).toEqual({ id: 1, x: "A", y: "b", z: "c" });
    expect(only.rows[1]).toEqual({ id: 2, x: "A", y: "B", z: "C" });
    const except = await afterBuilds({ ...settings, merge_exclude_columns: ["x"] }, first, second);
    expect(except.rows[0]).toEqual({ id: 1, x: "a", y: "B", z: "C" });
    const none = await afterBuilds({ ...settings, merge_update_columns: [] }, first, second);
    expect(none.rows[0]).toEqual({ id: 1, x: "a", y: "b", z: "c" });
    expect(none.rows).toHaveLength(2);
  });

  it("updates only where the condition on new and old holds", async () => {
    const result = await afterBuilds(
      { ...settings, merge_update_condition: "new.v > old.v" },
      "select * from (values (1, 5), (2, 5)) t(id, v)",
      "select * from (values (1, 9), (2, 1)) t(id, v)",
    );
    expect(result.rows).toEqual([
      { id: 1, v: 9 },
      { id: 2, v: 5 },
    ]);
  });

  it("refuses two new rows with one key, and changes nothing", async () => {
    const result = await afterBuilds(
      { ...settings, unique_key: ["id", "k"] },
      "select 1 as id, 'a' as k, 0 as v",
      "select * from (values (1, 'a', 1), (1, 'a', 2), (2, 'b', 1), (2, 'b', 1)) t(id, k, v)",
    );
    expect(result.codes).toEqual(["Q0420"]);
    expect(result.rows).toEqual([{ id: 1, k: "a", v: 0 }]);
  });

  it("names a key column that the SELECT does not have", async () => {
    const result = await afterBuilds(
      { ...settings, unique_key: ["idd"] },
      "select 1 as id",
      "select 1 as id",
    );
    expect(result.codes).toEqual(["Q0412"]);
  });

  it("equals a map from key to row", async () => {
    const row = fc.record({
      k: fc.option(fc.integer({ min: 0, max: 6 })),
      v: fc.option(fc.integer({ min: 0, max: 3 })),
      w: fc.integer({ min: 0, max: 3 }),
    });
    const rowSet = fc.uniqueArray(row, { selector: (item) => item.k, maxLength: 7 });
    const mode = fc.constantFrom<Partial<ResolvedSettings>>(
      {},
      { merge_update_columns: ["v"] },
      { merge_exclude_columns: ["v"] },
      { merge_update_condition: "new.w >= old.w" },
    );
    await fc.assert(
      fc.asyncProperty(mode, rowSet, fc.array(rowSet, { maxLength: 3 }), async (extra, first, others) => {
        const values = (set: typeof first) =>
          set.length === 0
            ? "select NULL::INTEGER as k, NULL::INTEGER as v, 0 as w where false"
            : `select * from (values ${set.map((r) => `(${r.k ?? "NULL"}::INTEGER, ${r.v ?? "NULL"}::INTEGER, ${r.w})`).join(", ")}) t(k, v, w)`;
        const result = await afterBuilds(
          { strategy: "merge", unique_key: ["k"], ...extra },
          values(first),
          ...others.map(values),
        );
        await session.run(`drop table ${result.name}`);
        const expected = new Map(first.map((r) => [r.k, r]));
        for (const r of others.flat()) {
          const old = expected.get(r.k);
          if (old === undefined) expected.set(r.k, r);
          else if (extra.merge_update_columns) expected.set(r.k, { ...old, v: r.v });
          else if (extra.merge_exclude_columns) expected.set(r.k, { ...r, v: old.v });
          else if (!extra.merge_update_condition || r.w >= old.w) expected.set(r.k, r);
        }
        const byKey = (a: { k?: unknown }, b: { k?: unknown }) => String(a.k).localeCompare(String(b.k));
        expect([...result.rows].sort(byKey)).toEqual([...expected.values()].sort(byKey));
      }),
      { numRuns: 40 },
    );
  });
});

describe("on_schema_change", () => {
  const first = "select 1::INTEGER as a, 'x' as b";
  const second = "select 'z' as c, 2::BIGINT as a";

  it("fail stops at any difference", async () => {
    const result = await afterBuilds({ on_schema_change: "fail" }, first, second);
    expect(result.codes).toEqual(["Q0410"]);
    expect(result.rows).toEqual([{ a: 1, b: "x" }]);
    expect((await afterBuilds({ on_schema_change: "fail" }, first, "select 'y' as b, 2 as A")).codes).toEqual(
      [],
    );
  });

  it("append adds columns and leaves removed ones NULL", async () => {
    const result = await afterBuilds({ on_schema_change: "append" }, first, second);
    expect(result.rows).toEqual([
      { a: 1, b: "x", c: null },
      { a: 2, b: null, c: "z" },
    ]);
  });

  it("sync adds, removes and retypes", async () => {
    const result = await afterBuilds({ on_schema_change: "sync" }, first, second);
    expect(result.rows).toEqual([
      { a: 1, c: null },
      { a: 2, c: "z" },
    ]);
    expect((await session.columns({ schema: "main", name: result.name }))[0]).toEqual({
      name: "a",
      type: "BIGINT",
    });
  });

  it("ignore leaves new columns out and says so", async () => {
    const result = await afterBuilds({}, first, second);
    expect(result.codes).toEqual(["Q0411"]);
    expect(result.rows).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: null },
    ]);
  });

  it("works for merge and delete+insert in the same transaction", async () => {
    for (const strategy of ["merge", "delete+insert"] as const) {
      const result = await afterBuilds(
        { strategy, unique_key: ["a"], on_schema_change: "sync" },
        first,
        second,
        second,
      );
      expect(result.rows).toEqual([
        { a: 1, c: null },
        { a: 2, c: "z" },
      ]);
    }
  });
});
