import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../../src/adapters/adapter.ts";
import type { ResolvedSettings } from "../../../src/graph/types.ts";
import { codesOf, openTarget } from "./harness.ts";

const { build, rows, session } = await openTarget();
const byTime: ResolvedSettings = {
  materialized: "snapshot",
  snapshot_strategy: "timestamp",
  unique_key: ["id"],
  updated_at: "changed",
};
const byCheck: ResolvedSettings = {
  materialized: "snapshot",
  snapshot_strategy: "check",
  unique_key: ["id"],
  check_cols: ["all"],
};
let names = 0;
const freshName = () => {
  names += 1;
  return `s${names}`;
};
const hour = (n: number) => new Date(Date.UTC(2024, 0, 1, n)).toISOString();
const sqlHour = (n: number) => `timestamp '${hour(n).slice(0, 19)}'`;

/** Rows of a source by timestamp: `[id, hour of change, value]`. */
function timed(...list: readonly (readonly [number | null, number, string])[]): string {
  const values = list.map(([id, at, v]) => `(${id ?? "NULL"}::INTEGER, ${sqlHour(at)}, '${v}')`);
  const head = "select * from (values";
  return list.length === 0
    ? `${head} (1, ${sqlHour(0)}, '')) t(id, changed, v) where false`
    : `${head} ${values.join(", ")}) t(id, changed, v)`;
}

function plain(...list: readonly (readonly [number | null, string | null])[]): string {
  const values = list.map(
    ([id, v]) => `(${id ?? "NULL"}::INTEGER, ${v === null ? "NULL" : `'${v}'`}::VARCHAR)`,
  );
  const head = "select * from (values";
  return list.length === 0
    ? `${head} (1, '')) t(id, v) where false`
    : `${head} ${values.join(", ")}) t(id, v)`;
}

/** `id v [from, to)` of each version in order, hours of 2024-01-01; `-` marks a deletion. */
async function versions(name: string, columns: { from?: string; to?: string } = {}): Promise<string[]> {
  const { from = "valid_from", to = "valid_to" } = columns;
  const deleted = (await session.columns({ schema: "main", name })).some(
    (column) => column.name === "is_deleted",
  );
  const found = await rows(`select id, v, ${deleted ? "is_deleted" : "false"} as gone,
    date_diff('hour', ${sqlHour(0)}, ${from}) as f, date_diff('hour', ${sqlHour(0)}, ${to}) as t
    from ${name} order by id nulls last, ${from}, ${to} nulls last`);
  return found.map((row) => `${row.id} ${row.v}${row.gone ? "-" : ""} [${row.f}, ${row.t ?? ""})`);
}

describe("snapshot by timestamp", () => {
  it("keeps a version for each change, and builds again without harm", async () => {
    const name = freshName();
    await build(byTime, { select: timed([1, 1, "a"], [2, 1, "b"]), name, now: hour(5) });
    const second = timed([1, 6, "A"], [2, 1, "b"], [3, 7, "c"]);
    for (const now of [10, 11]) {
      const built = await build(byTime, { select: second, name, now: hour(now) });
      expect(built.error).toBeUndefined();
    }
    expect(await versions(name)).toEqual(["1 a [1, 6)", "1 A [6, )", "2 b [1, )", "3 c [7, )"]);
  });

  it("fills a history in one go, as one build after another would have", async () => {
    const all = timed([1, 1, "a"], [1, 5, "b"], [1, 3, "ab"], [2, 2, "x"]);
    const name = freshName();
    await build(byTime, { select: all, name, now: hour(9) });
    const expected = ["1 a [1, 3)", "1 ab [3, 5)", "1 b [5, )", "2 x [2, )"];
    expect(await versions(name)).toEqual(expected);
    const ids = await rows(`select snapshot_id from ${name} order by all`);
    const later = freshName();
    await build(byTime, { select: timed([1, 1, "a"]), name: later, now: hour(2) });
    await build(byTime, { select: timed([1, 5, "b"], [2, 2, "x"]), name: later, now: hour(6) });
    await build(byTime, { select: all, name: later, now: hour(9) });
    await build(byTime, { select: all, name: later, now: hour(10) });
    expect(await versions(later)).toEqual(expected);
    expect(await rows(`select snapshot_id from ${later} order by all`)).toEqual(ids);
    expect(new Set(ids.map((row) => row.snapshot_id)).size).toBe(4);
  });

  it("takes dates, text and zoned times as updated_at, and expressions", async () => {
    for (const type of ["DATE", "VARCHAR", "TIMESTAMPTZ"]) {
      const name = freshName();
      const select = `select 1 as id, 'a' as v, '2024-01-02'::${type} as changed`;
      await build(byTime, { select, name, now: hour(30) });
      await build(byTime, { select, name, now: hour(31) });
      expect(await versions(name)).toEqual(["1 a [24, )"]);
    }
    const name = freshName();
    const settings = { ...byTime, updated_at: "greatest(changed, loaded)" };
    const select = (loaded: number) =>
      `select 1 as id, 'a' as v, ${sqlHour(1)} as changed, ${sqlHour(loaded)} as loaded`;
    for (const loaded of [0, 3, 3]) await build(settings, { select: select(loaded), name, now: hour(9) });
    expect(await versions(name)).toEqual(["1 a [1, 3)", "1 a [3, )"]);
  });

  it("refuses rows without a time, and different rows of one key and time", async () => {
    const name = freshName();
    const noTime = await build(byTime, {
      select: "select 1 as id, NULL::TIMESTAMP as changed, 'a' as v",
      name,
    });
    expect(codesOf(noTime)).toEqual(["Q0422"]);
    const twice = await build(byTime, { select: timed([1, 1, "a"], [1, 1, "b"]), name });
    expect(codesOf(twice)).toEqual(["Q0421"]);
    expect(twice.diagnostics[0]?.message).toContain("1 at 2024-01-01 01:00:00");
    expect(
      (await build(byTime, { select: timed([1, 1, "a"], [1, 1, "a"]), name, now: hour(2) })).error,
    ).toBeUndefined();
    expect(await versions(name)).toEqual(["1 a [1, )"]);
  });

  it("adds a column of its own for the time only where the SELECT has none so named", async () => {
    const name = freshName();
    await build(
      { ...byTime, updated_at: "updated_at" },
      { select: "select 1 as id, 'a' as v, now() as updated_at", name },
    );
    const columns = (await session.columns({ schema: "main", name })).map((column) => column.name);
    expect(columns).toEqual(["id", "v", "updated_at", "snapshot_id", "valid_from", "valid_to"]);
  });
});

describe("snapshot by check", () => {
  it("starts a version at the run that sees a change, NULLs included", async () => {
    const name = freshName();
    await build(byCheck, { select: plain([1, "a"], [2, null], [null, "n"]), name, now: hour(1) });
    await build(byCheck, { select: plain([1, "a"], [2, "b"], [null, "N"]), name, now: hour(2) });
    await build(byCheck, { select: plain([1, null], [2, "b"], [null, "N"]), name, now: hour(3) });
    expect(await versions(name)).toEqual([
      "1 a [1, 3)",
      "1 null [3, )",
      "2 null [1, 2)",
      "2 b [2, )",
      "null n [1, 2)",
      "null N [2, )",
    ]);
  });

  it("compares only the columns named", async () => {
    const name = freshName();
    const settings = { ...byCheck, check_cols: ["w"] };
    const select = (v: string, w: number) => `select 1 as id, '${v}' as v, ${w} as w`;
    await build(settings, { select: select("a", 1), name, now: hour(1) });
    await build(settings, { select: select("b", 1), name, now: hour(2) });
    await build(settings, { select: select("c", 2), name, now: hour(3) });
    expect(await versions(name)).toEqual(["1 a [1, 3)", "1 c [3, )"]);
  });

  it("starts versions at updated_at where it is given, and never before the last", async () => {
    const name = freshName();
    const settings = { ...byCheck, check_cols: ["v"], updated_at: "changed" };
    await build(settings, { select: timed([1, 2, "a"]), name, now: hour(5) });
    await build(settings, { select: timed([1, 6, "b"]), name, now: hour(9) });
    await build(settings, { select: timed([1, 4, "c"]), name, now: hour(12) });
    expect(await versions(name)).toEqual(["1 a [2, 6)", "1 b [6, 12)", "1 c [12, )"]);
  });

  it("refuses a key twice", async () => {
    const built = await build(byCheck, { select: plain([1, "a"], [1, "b"]), name: freshName() });
    expect(codesOf(built)).toEqual(["Q0420"]);
  });

  it("replaces a version that began at the same moment", async () => {
    const name = freshName();
    await build(byCheck, { select: plain([1, "a"]), name, now: hour(1) });
    await build(byCheck, { select: plain([1, "b"]), name, now: hour(1) });
    expect(await versions(name)).toEqual(["1 b [1, )"]);
  });
});

describe("hard_deletes", () => {
  const states = [plain([1, "a"], [2, "b"]), plain([2, "b"]), plain([2, "b"]), plain([1, "a"], [2, "b"])];
  const run = async (settings: ResolvedSettings) => {
    const name = freshName();
    for (const [index, select] of states.entries()) {
      const built = await build(settings, { select, name, now: hour(index + 1) });
      expect(built.error).toBeUndefined();
    }
    return versions(name);
  };

  it("ignore leaves the last version current", async () => {
    expect(await run(byCheck)).toEqual(["1 a [1, )", "2 b [1, )"]);
  });

  it("invalidate closes it, and a key that comes back starts anew", async () => {
    expect(await run({ ...byCheck, hard_deletes: "invalidate" })).toEqual([
      "1 a [1, 2)",
      "1 a [4, )",
      "2 b [1, )",
    ]);
  });

  it("new_record adds a version that marks the deletion", async () => {
    expect(await run({ ...byCheck, hard_deletes: "new_record" })).toEqual([
      "1 a [1, 2)",
      "1 a- [2, 4)",
      "1 a [4, )",
      "2 b [1, )",
    ]);
  });

  it("works by timestamp: a row that comes back unchanged was not there meanwhile", async () => {
    for (const hard_deletes of ["invalidate", "new_record"] as const) {
      const name = freshName();
      const settings = { ...byTime, hard_deletes };
      const gone = timed([2, 1, "b"]);
      await build(settings, { select: timed([1, 1, "a"], [2, 1, "b"]), name, now: hour(2) });
      await build(settings, { select: gone, name, now: hour(4) });
      await build(settings, { select: timed([1, 1, "a"], [2, 1, "b"]), name, now: hour(6) });
      await build(settings, { select: timed([1, 1, "a"], [2, 1, "b"]), name, now: hour(7) });
      await build(settings, { select: gone, name, now: hour(8) });
      await build(settings, { select: timed([1, 9, "c"], [2, 1, "b"]), name, now: hour(10) });
      const marks = hard_deletes === "new_record";
      expect(await versions(name)).toEqual([
        "1 a [1, 4)",
        ...(marks ? ["1 a- [4, 6)"] : []),
        "1 a [6, 8)",
        ...(marks ? ["1 a- [8, 9)"] : []),
        "1 c [9, )",
        "2 b [1, )",
      ]);
    }
  });

  it("stays a gap when older history comes afterwards", async () => {
    const name = freshName();
    const settings = { ...byTime, hard_deletes: "invalidate" as const };
    await build(settings, { select: timed([1, 1, "a"]), name, now: hour(2) });
    await build(settings, { select: timed(), name, now: hour(10) });
    const all = timed([1, 1, "a"], [1, 5, "b"], [1, 20, "c"]);
    await build(settings, { select: all, name, now: hour(22) });
    expect(await versions(name)).toEqual(["1 a [1, 5)", "1 b [5, 10)", "1 c [20, )"]);
  });

  it("can be turned to new_record later", async () => {
    const name = freshName();
    await build(byCheck, { select: plain([1, "a"], [2, "b"]), name, now: hour(1) });
    await build({ ...byCheck, hard_deletes: "new_record" }, { select: plain([2, "b"]), name, now: hour(2) });
    expect(await versions(name)).toEqual(["1 a [1, 2)", "1 a- [2, )", "2 b [1, )"]);
  });
});

describe("the snapshot's own columns", () => {
  const renamed = {
    ...byCheck,
    snapshot_columns: { valid_from: "starts", dbt_valid_to: "ends", snapshot_id: "Version" },
  };

  it("are named as set, and end in what valid_to_current says", async () => {
    const name = freshName();
    const settings = { ...renamed, valid_to_current: "timestamp '2024-01-05'" };
    await build(settings, { select: plain([1, "a"]), name, now: hour(1) });
    await build(settings, { select: plain([1, "b"]), name, now: hour(2) });
    await build(settings, { select: plain([1, "b"]), name, now: hour(3) });
    expect(await versions(name, { from: "starts", to: "ends" })).toEqual(["1 a [1, 2)", "1 b [2, 96)"]);
  });

  it("must not be the SELECT's", async () => {
    const built = await build(byCheck, { select: "select 1 as id, 2 as valid_to", name: freshName() });
    expect(codesOf(built)).toEqual(["Q0414"]);
  });

  it("must be in a table that is written to", async () => {
    const name = freshName();
    await build({ materialized: "table" }, { select: plain([1, "a"]), name });
    expect(codesOf(await build(byCheck, { select: plain([1, "a"]), name }))).toEqual(["Q0413"]);
    expect(await rows(`from ${name}`)).toEqual([{ id: 1, v: "a" }]);
  });
});

describe("new and removed columns of the source", () => {
  it("new ones are added, removed ones stay and are NULL in new versions", async () => {
    const name = freshName();
    await build(byCheck, { select: plain([1, "a"]), name, now: hour(1) });
    await build(byCheck, {
      select: "select 1 as id, 'a' as v, 7 as w union all select 2, 'b', NULL",
      name,
      now: hour(2),
    });
    expect(await rows(`select id, v, w from ${name} order by id, valid_from`)).toEqual([
      { id: 1, v: "a", w: null },
      { id: 1, v: "a", w: 7 },
      { id: 2, v: "b", w: null },
    ]);
    await build(byCheck, { select: "select 2 as id, 8 as w", name, now: hour(3) });
    expect(await rows(`select id, v, w from ${name} where id = 2 order by valid_from`)).toEqual([
      { id: 2, v: "b", w: null },
      { id: 2, v: null, w: 8 },
    ]);
  });

  it("on_schema_change: fail stops", async () => {
    const name = freshName();
    const settings = { ...byCheck, on_schema_change: "fail" as const };
    await build(settings, { select: plain([1, "a"]), name });
    expect(codesOf(await build(settings, { select: "select 1 as id, 'a' as v, 2 as w", name }))).toEqual([
      "Q0410",
    ]);
  });
});

describe("after any sequence of source states", () => {
  const state = fc.uniqueArray(
    fc.record({ id: fc.integer({ min: 1, max: 4 }), v: fc.constantFrom("a", "b", "c") }),
    { selector: (row) => row.id, maxLength: 4 },
  );
  const modes = fc.constantFrom("ignore", "invalidate", "new_record") as fc.Arbitrary<
    "ignore" | "invalidate" | "new_record"
  >;

  it("replaying any time gives the state at that time, in every mode and by both strategies", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(state, { minLength: 1, maxLength: 5 }),
        modes,
        fc.boolean(),
        async (states, hard_deletes, timestamps) => {
          const name = "prop";
          await session.run("drop table if exists prop");
          const changedAt = new Map<string, number>();
          const settings = { ...(timestamps ? byTime : byCheck), hard_deletes };
          // A row that comes back as it was has its old time.
          const seen = new Map<number, string>();
          for (const [index, rowsOfState] of states.entries()) {
            const at = (index + 1) * 10;
            for (const row of rowsOfState) if (seen.get(row.id) !== row.v) changedAt.set(`${row.id}`, at - 3);
            const select = timestamps
              ? timed(...rowsOfState.map((row) => [row.id, changedAt.get(`${row.id}`) ?? 0, row.v] as const))
              : plain(...rowsOfState.map((row) => [row.id, row.v] as const));
            for (const again of [0, 1]) {
              const built = await build(settings, { select, name, now: hour(at + again) });
              expect(built.error).toBeUndefined();
            }
            for (const row of rowsOfState) seen.set(row.id, row.v);
          }
          await checkAlgebra(name);
          const living = new Map<number, string>();
          for (const [index, rowsOfState] of states.entries()) {
            if (hard_deletes !== "ignore") living.clear();
            for (const row of rowsOfState) living.set(row.id, row.v);
            const expected = [...living].sort(([a], [b]) => a - b).map(([id, v]) => ({ id, v }));
            const replayed = await stateAt(name, (index + 1) * 10 + 1);
            expect(replayed).toEqual(expected);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it("history in any portions and orders is the history in one go", async () => {
    const change = fc.record({ id: fc.integer({ min: 1, max: 3 }), at: fc.integer({ min: 1, max: 12 }) });
    const changes = fc.uniqueArray(change, {
      selector: (c) => `${c.id} ${c.at}`,
      minLength: 1,
      maxLength: 10,
    });
    await fc.assert(
      fc.asyncProperty(
        changes,
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 10, maxLength: 10 }),
        async (all, portion) => {
          const select = (part: typeof all) =>
            timed(...all.filter((c) => part.includes(c)).map((c) => [c.id, c.at, `v${c.at}`] as const));
          await session.run("drop table if exists prop; drop table if exists whole");
          await build(byTime, { select: select(all), name: "whole", now: hour(50) });
          for (const step of [0, 1, 2]) {
            const part = all.filter((_, index) => portion[index] === step);
            const built = await build(byTime, { select: select(part), name: "prop", now: hour(60 + step) });
            expect(built.error).toBeUndefined();
          }
          expect(await versions("prop")).toEqual(await versions("whole"));
          await checkAlgebra("prop");
        },
      ),
      { numRuns: 25 },
    );
  });
});

/** Exactly one current version of each key that has one, no empty or overlapping intervals, ids that differ. */
async function checkAlgebra(name: string): Promise<void> {
  expect(await rows(`select id from ${name} where valid_to is null group by id having count(*) > 1`)).toEqual(
    [],
  );
  expect(await rows(`from ${name} where valid_from >= valid_to`)).toEqual([]);
  expect(await rows(`select snapshot_id from ${name} group by all having count(*) > 1`)).toEqual([]);
  expect(
    await rows(`from ${name} a join ${name} b on a.id = b.id and a.valid_from < b.valid_from
      and b.valid_from < coalesce(a.valid_to, timestamp 'infinity')`),
  ).toEqual([]);
}

async function stateAt(name: string, at: number): Promise<readonly Row[]> {
  const marks = (await session.columns({ schema: "main", name })).some(
    (column) => column.name === "is_deleted",
  );
  return rows(`select id, v from ${name} where valid_from <= ${sqlHour(at)} and coalesce(valid_to, timestamp 'infinity') > ${sqlHour(at)}
    ${marks ? "and not is_deleted" : ""} order by id`);
}
