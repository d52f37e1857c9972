import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { fill, memoryDatabase } from "./support.ts";

type Numbers = { numbers: { i: number; text: string } };

const db = memoryDatabase();
const numbers = db.withTables<Numbers>();

beforeAll(async () => {
  await fill(db);
  await sql`create table numbers as select i::integer as i, 'number ' || i as text from range(1000000) r(i)`.execute(
    db,
  );
});

describe("stream()", () => {
  it("gives a million rows in bounded memory", async () => {
    let [count, sum, most] = [0, 0, 0];
    const before = process.memoryUsage().rss;
    for await (const row of numbers.selectFrom("numbers").selectAll().stream()) {
      count += 1;
      sum += row.i;
      if (count % 100_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    expect([count, sum]).toEqual([1_000_000, 499_999_500_000]);
    expect(most / 2 ** 20).toBeLessThan(150);
  });

  it("binds values", async () => {
    const rows: unknown[] = [];
    for await (const row of db
      .selectFrom("people")
      .select("id")
      .where("age", ">", 60)
      .orderBy("id")
      .stream(1))
      rows.push(row);
    expect(rows).toEqual([{ id: 2 }, { id: 3 }]);
  });

  it("can be left early, and then the connection goes on", async () => {
    await db.connection().execute(async (one) => {
      for await (const row of one.withTables<Numbers>().selectFrom("numbers").select("i").stream()) {
        if (row.i >= 0) break;
      }
      expect(await one.selectFrom("people").select("id").where("id", "=", 1).execute()).toEqual([{ id: 1 }]);
    });
  });

  it("lets other connections run meanwhile", async () => {
    let others = 0;
    for await (const row of numbers.selectFrom("numbers").select("i").where("i", "<", 5).stream())
      others += (await db.selectFrom("people").select("id").where("id", "=", row.i).execute()).length;
    expect(others).toBe(4);
  });

  it("fails with the engine's words, before and in the middle", async () => {
    const drain = async (query: { stream(): AsyncIterable<unknown> }) => {
      for await (const _ of query.stream());
    };
    const missing = db.selectFrom("people").select("nothing" as "id");
    await expect(drain(missing)).rejects.toMatchObject({ name: "EngineError", category: "binder" });
    const late = numbers
      .selectFrom("numbers")
      .select(sql`case when i < 900000 then i else error('late') end`.as("i"))
      .orderBy("numbers.i");
    await expect(drain(late)).rejects.toMatchObject({ name: "EngineError" });
    expect(await db.selectFrom("people").select("id").execute()).toHaveLength(4);
  });
});
