import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { NodeId } from "../../src/graph/types.ts";
import { writeUnitTest } from "../../src/pipeline/write-unit-test.ts";
import { renderProblem } from "../project/support/make-project.ts";
import { load, runIn, runUnits, writeIn, writeProject } from "./run-units.ts";

/** A rows model `doubled`, with a function. */
const doubled = (body: string, config = "") => ({
  "models/doubled.ts": `import { model } from "quern";
export default model.rows({ columns: { order_id: "INTEGER", amount: "DOUBLE" }${config} },
  ${body});
`,
});

const twice = `async ({ ref, vars }) => (await ref("stg_orders").table()).objects()
    .map(({ order_id, amount }) => ({ order_id, amount: amount * Number(vars.rate) }))`;

const given =
  'given: [{input: ref "stg_orders", rows: [{order_id: 1, amount: 10}, {order_id: 2, amount: 20.5}]}]';
const test = (lines: string) => `  - name: t\n    model: doubled\n${lines.replace(/^/gm, "    ")}\n`;

describe("unit tests of rows models", () => {
  it("call the function over the given rows, and open no warehouse", async () => {
    const tests = test(`${given}\nexpect: [{order_id: 2, amount: 41}, {order_id: 1, amount: 20}]`);
    const root = writeProject({ files: doubled(twice), tests });
    const run = await runIn(root, "test", ["test_type:unit"]);
    expect(run.problems).toEqual([]);
    expect(run.tests.t).toMatchObject({ status: "pass" });
    expect(existsSync(join(root, "target/tiny.duckdb"))).toBe(false);
  });

  it("show what differs as a table", async () => {
    const tests = test(`${given}\nexpect: [{order_id: 2, amount: 41}, {order_id: 1, amount: 10}]`);
    const run = await runUnits({ files: doubled(twice), tests });
    expect(run.tests.t).toMatchObject({
      status: "fail",
      difference: {
        rows: [
          { mark: "-", cells: [1, 10], differs: [1] },
          { mark: "+", cells: [1, 20], differs: [1] },
        ],
      },
    });
    expect(run.problems[0]?.details).toBeDefined();
  });

  it("give the function the variables that they override", async () => {
    const tests = test(`overrides: {vars: {rate: 3}}\n${given}\nexpect: [{amount: 30}, {amount: 61.5}]`);
    expect((await runUnits({ files: doubled(twice), tests })).tests.t?.status).toBe("pass");
  });

  it("read batches of several inputs in turn, while rows are given", async () => {
    const body = `async function* ({ ref }) {
    for await (const a of ref("stg_orders").batches({ size: 1 }))
      for await (const b of ref("others").batches({ size: 1 }))
        yield a.numRows() === 0 ? [] : a.cross(b.select({ amount: "other" })).objects()
          .map(({ order_id, amount, other }) => ({ order_id, amount: amount + other }));
  }`;
    const files = {
      ...doubled(body),
      "models/others.sql":
        '{{config materialized="ephemeral"}}\nselect amount::double as amount from {{ref "stg_orders"}}\n',
    };
    const run = await runUnits({
      files,
      tests: test(`${given}\nexpect: [{amount: 20}, {amount: 30.5}, {amount: 30.5}, {amount: 41}]`),
    });
    expect(run.problems).toEqual([]);
    expect(run.tests.t?.status).toBe("pass");
  });

  describe("that are incremental", () => {
    const files = doubled(
      `async ({ ref, self, incremental }) => {
    const known = new Set((await self.table()).array("order_id"));
    const rows = (await ref("stg_orders").table()).objects().filter((row) => !known.has(row.order_id));
    return rows.map(({ order_id, amount }) => ({ order_id, amount: incremental ? -amount : amount }));
  }`,
      ', materialized: "incremental", unique_key: "order_id"',
    );
    const before = given.replace("given: [", "given: [{input: this, rows: [{order_id: 1, amount: 7}]}, ");
    const cases = {
      "without rows of before, see none": `${given}\nexpect: [{order_id: 1, amount: 10}, {order_id: 2, amount: 20.5}]`,
      "add to the rows of before, which `self` reads": `${before}\nexpect: [{order_id: 1, amount: 7}, {order_id: 2, amount: -20.5}]`,
      "tell the new rows only": `${before}\nexpect: {of: select, rows: [{order_id: 2, amount: -20.5}]}`,
    };
    for (const [what, lines] of Object.entries(cases))
      it(what, async () => {
        const run = await runUnits({ files, tests: test(lines) });
        expect(run.problems).toEqual([]);
        expect(run.tests.t?.status).toBe("pass");
      });
  });

  const mistakes: Readonly<Record<string, readonly [string, string]>> = {
    "a function that throws": [
      '() => { throw new Error("no idea"); }',
      'models/doubled.ts:3:17 Q1007 the function of the model "doubled" throws: no idea',
    ],
    "a column that is not declared": [
      "() => [{ order_id: 1, amount: 1, total: 2 }]",
      'models/doubled.ts:2:22 Q1014 the rows of the model "doubled" have a column "total", which is not declared',
    ],
    "a column that is missing": [
      "() => [{ order_id: 1 }]",
      'models/doubled.ts:2:22 Q1013 the rows of the model "doubled" lack a column "amount"',
    ],
    "a value that does not fit": [
      "() => [{ order_id: 1.5, amount: 1 }]",
      'models/doubled.ts:2:22 Q1015 the model "doubled" gives 1.5 for the column "order_id" in row 1, which is no INTEGER: it is no whole number',
    ],
  };
  for (const [what, [body, problem]] of Object.entries(mistakes))
    it(`tell ${what}, at its place`, async () => {
      const run = await runUnits({ files: doubled(body), tests: test("given: []\nexpect: []") });
      expect(run.tests.t?.status).toBe("error");
      expect(run.problems.map((each) => renderProblem(each))).toEqual([problem]);
    });

  it("stop the build of their model where they fail", async () => {
    const files = {
      ...doubled(twice),
      "models/stg_orders.sql": "select 1 as order_id, 2::double as amount\n",
    };
    const root = writeProject({ files, tests: test(`${given}\nexpect: []`) });
    const { results } = await runIn(root, "build");
    expect(results?.nodes.find(({ id }) => id === "model.doubled")?.status).toBe("fail");
  });

  it("run again once the function has changed, and not before", async () => {
    const tests = test(`${given}\nexpect: [{order_id: 1, amount: 20}, {order_id: 2, amount: 41}]`);
    const files = {
      ...doubled(twice),
      "models/stg_orders.sql": "select 1 as order_id, 2::double as amount\n",
    };
    const root = writeProject({ files, tests });
    const statusOf = async () => {
      const { results } = await runIn(root, "build");
      return results?.nodes.find(({ id }) => id === "model.doubled")?.status;
    };
    expect(await statusOf()).toBe("success");
    expect(await statusOf()).toBe("reused");
    writeIn(
      root,
      "models/doubled.ts",
      doubled(twice.replace("amount *", "1 + amount *"))["models/doubled.ts"],
    );
    expect(await statusOf()).toBe("fail");
  });

  it("warn that the clock of a function cannot be frozen", async () => {
    const tests = test(`now: 2024-06-01\n${given}\nexpect: [{amount: 20}, {amount: 41}]`);
    const run = await runUnits({ files: doubled(twice), tests });
    expect(run.problems.map((each) => renderProblem(each))).toEqual([
      'tests/unit.yml:4:10 Q0924 the clock of the function that computes the rows of "doubled" cannot be frozen: `now` stands for statements alone',
    ]);
    expect(run.tests.t?.status).toBe("pass");
  });

  it("are not written from live rows", async () => {
    const { loaded } = await load(
      writeProject({ files: doubled(twice), tests: test("given: []\nexpect: []") }),
    );
    if (loaded === undefined) throw new Error("the project cannot be read");
    const { value, diagnostics } = await writeUnitTest(loaded, "model.doubled" as NodeId, { force: false });
    expect(value).toBeUndefined();
    expect(diagnostics.map((each) => renderProblem(each))).toEqual([
      'models/doubled.ts:2:22 Q0925 no unit test of "doubled" can be written from live rows: what its function reads of them is not known',
    ]);
  });
});
