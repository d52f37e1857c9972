import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EngineError } from "../../src/adapters/adapter.ts";
import { engineDiagnostic, isConflict, type StatementPlace } from "../../src/bind/engine-diagnostic.ts";

import { makeProject, modelId, openTemporary, type TemporaryWarehouse } from "../run/small-project.ts";

let place: TemporaryWarehouse;
beforeAll(async () => {
  place = await openTemporary();
  await place.session.run("create table orders as select 1 as order_id, 'paid' as status, 2.5 as amount");
});
afterAll(async () => {
  await place.close();
});

const { graph } = makeProject({ models: { m: { sql: "select 1" } } });

/** What the engine itself says about a statement, as the user is told. */
async function diagnosticOf(sql: string, asked: StatementPlace[] = []) {
  try {
    await place.session.run(sql);
  } catch (error) {
    if (error instanceof EngineError)
      return engineDiagnostic(error, modelId("m"), {
        graph,
        locate: (_id, at) => {
          asked.push(at);
          return { file: "models/m.sql", line: 7, column: 3 };
        },
      });
    throw error;
  }
  throw new Error(`the engine accepts ${sql}`);
}

describe("engineDiagnostic(error, id, context)", () => {
  it.each([
    ["select amout from orders", "amount"],
    ["select o.amout from orders o", "amount"],
    ["select * exclude (amout) from orders", undefined],
    ["select * replace (1 as amout) from orders", undefined],
    ["with q as (select 1 as amount) select amout from q", "amount"],
    ["select order_id from orders group by amout", "amount"],
  ])("names the unknown column of %s", async (sql, suggestion) => {
    const found = await diagnosticOf(sql);
    expect(found.code).toBe("Q0107");
    expect(found.message).toContain('"amout"');
    if (suggestion) expect(found.message).toContain(`did you mean "${suggestion}"?`);
  });

  it("asks for the place with the engine's position and word", async () => {
    const asked: StatementPlace[] = [];
    const sql = "select 1,\n  amout from orders";
    const found = await diagnosticOf(sql, asked);
    expect(asked).toEqual([{ sql, position: sql.indexOf("amout"), word: "amout" }]);
    expect(found.span).toEqual({ file: "models/m.sql", line: 7, column: 3 });
    expect(found.cause).toContain("Binder Error");
    expect(found.sql).toBe(sql);
  });

  it.each([
    ["select * from ordrs", "Q0602"],
    ["select status::int from orders", "Q0603"],
    ["select 1 +", "Q0601"],
    ["create table c (x int check (x > 1)); insert into c values (0)", "Q0611"],
    ["select sum(status) from orders", "Q0601"],
    ["select no_such_function(1)", "Q0601"],
    ["select * from read_csv('nowhere/*.csv')", "Q0601"],
  ])("tells %s as %s", async (sql, code) => {
    const found = await diagnosticOf(sql);
    expect(found.code).toBe(code);
    expect(found.message).not.toMatch(/\n|pg_/);
  });
});

describe("isConflict(error)", () => {
  it("knows transactions that get in each other's way", async () => {
    const [a, b] = [await place.warehouse.connect(), await place.warehouse.connect()];
    await a.begin();
    await b.begin();
    await a.run("create table fought as select 1 as x");
    await expect(b.run("create table fought as select 2 as x")).rejects.toSatisfy(isConflict);
    await b.rollback();
    await a.commit();
    await a.begin();
    await b.begin();
    await a.run("update orders set amount = 3");
    await expect(b.run("update orders set amount = 4")).rejects.toSatisfy(isConflict);
    await b.rollback();
    await a.rollback();
    expect(isConflict(new EngineError("Binder Error: conflict of names", { sql: "" }))).toBe(false);
  });
});
