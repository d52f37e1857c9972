import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findJoins, type JoinFact } from "../../../src/sql/lineage/joins.ts";
import { readPlan } from "../../../src/sql/plan/read-plan.ts";
import { openPlanner, type Planner } from "../plan/planner.ts";
import { tables } from "./tables.ts";

let planner: Planner;
beforeAll(async () => {
  planner = await openPlanner(tables);
});
afterAll(() => planner.close());

async function joinsOf(sql: string): Promise<readonly JoinFact[]> {
  const read = readPlan(await planner.planText(sql));
  if (read.kind !== "plan") throw new Error(JSON.stringify(read));
  return findJoins(read.plan);
}

/** `left orders.customer_id = customers.id, kept` */
async function describeJoins(sql: string): Promise<readonly string[]> {
  return (await joinsOf(sql)).map(({ type, keys, onlyKeys, left, right, duplicates }) => {
    const pairs = keys.map((key) => `${columnOf(key.left)} = ${columnOf(key.right)}`).join(" and ");
    const sides = [left, right].map(
      ({ table, isUnique }) => `${table?.table ?? "?"}${isUnique ? " unique" : ""}`,
    );
    return `${type}: ${pairs}${onlyKeys ? "" : " and more"}; ${sides.join(", ")}; ${duplicates}`;
  });
}

const columnOf = (column?: { readonly table: string; readonly column: string }) =>
  column === undefined ? "?" : `${column.table}.${column.column}`;

describe("findJoins(plan)", () => {
  it("tells the base columns that are equated", async () => {
    expect(await describeJoins("select o.id from orders o join customers c on c.id = o.customer_id")).toEqual(
      ["inner: orders.customer_id = customers.id; orders, customers; kept"],
    );
  });

  it("finds the keys also where the condition has more, or a key is computed", async () => {
    const sql = `select o.id from orders o left join customers c
      on c.id = o.customer_id and o.qty + 1 = length(c.name) and o.ordered_at > c.signup_at`;
    expect(await describeJoins(sql)).toEqual([
      "left: orders.customer_id = customers.id and ? = ? and more; orders, customers; kept",
    ]);
    const mixed =
      "select o.id from orders o left join customers c on c.id = o.customer_id and (o.qty > 1 or c.id > 3)";
    expect(await describeJoins(mixed)).toEqual([
      "left: orders.customer_id = customers.id and more; orders, customers; kept",
    ]);
  });

  it("looks through subqueries and CTEs to the base columns", async () => {
    const sql = `with c as (select id as key from customers where region = 'EU')
      select o.id from (select id, customer_id as k from orders order by id) o full join c on c.key = o.k`;
    expect(await describeJoins(sql)).toEqual([
      "full: orders.customer_id = customers.id; orders, customers; kept",
    ]);
  });

  it("knows when groups, DISTINCT or an aggregate make a side unique by the key, and when by more than the key", async () => {
    const by = (right: string) =>
      describeJoins(`select o.id from orders o join (${right}) r on r.k = o.customer_id`);
    const [unique, notUnique] = [", ? unique; kept", ", ?; kept"];
    expect((await by("select customer_id as k, sum(value) from events group by 1"))[0]).toContain(unique);
    expect((await by("select customer_id as k, kind, sum(value) from events group by 1, 2"))[0]).toContain(
      notUnique,
    );
    expect((await by("select distinct customer_id as k from events"))[0]).toContain("events unique");
    expect((await by("select distinct customer_id as k, kind from events"))[0]).toContain("events; kept");
    expect((await by("select distinct on (customer_id) customer_id as k, kind from events"))[0]).toContain(
      "events unique",
    );
    expect((await by("select max(customer_id) as k from events"))[0]).toContain(unique);
    expect(
      (await by("select customer_id as k from events group by rollup (customer_id, kind)"))[0],
    ).toContain(notUnique);
    expect((await by("select id as k from customers union all select 1"))[0]).toContain(notUnique);
  });

  it("names no table for a side that is a join or a list, whose rows may come more than once", async () => {
    const sql = `select o.id from orders o join events e on e.customer_id = o.customer_id
      join (select id, unnest(tags) as tag from products) p on p.id = o.id`;
    expect(await describeJoins(sql)).toEqual([
      "inner: orders.customer_id = events.customer_id; orders, events; kept",
      "inner: orders.id = products.id; ?, ?; kept",
    ]);
  });

  it("tells whether what stands above keeps duplicates, counts them, or removes them", async () => {
    const join = "orders o join events e on e.customer_id = o.customer_id";
    const fate = async (sql: string) => (await joinsOf(sql))[0]?.duplicates;
    expect(await fate(`select o.id from ${join}`)).toBe("kept");
    expect(await fate(`select sum(o.qty) from ${join}`)).toBe("counted");
    expect(await fate(`select o.id, max(e.value), count(distinct e.kind) from ${join} group by o.id`)).toBe(
      "removed",
    );
    expect(await fate(`select distinct o.id from ${join}`)).toBe("removed");
    expect(await fate(`select distinct s from (select sum(o.qty) as s from ${join} group by o.id)`)).toBe(
      "counted",
    );
    expect(await fate(`select id from customers where id in (select o.id from ${join})`)).toBe("removed");
    expect(await fate(`select id from customers where exists (select 1 from ${join})`)).toBe("removed");
    expect(
      await fate(
        `with j as (select o.id from ${join}) select distinct id from j union all select count(*) from j`,
      ),
    ).toBe("counted");
  });

  it("leaves out joins that cannot fan out, and what is no join of two relations", async () => {
    const statements = [
      "select o.id from orders o asof join other.rates r on o.ordered_at >= r.day",
      "select o.id from orders o semi join customers c on c.id = o.customer_id",
      "select id from orders where customer_id in (select id from customers)",
      "select o.id, (select max(c.id) from customers c where c.id = o.customer_id) from orders o",
      "select o.id, l.id from orders o, lateral (select c.id from customers c where c.id = o.customer_id) l",
    ];
    for (const sql of statements) expect(await describeJoins(sql), sql).toEqual([]);
  });

  it("tells the instances of a table apart", async () => {
    const [join] = await joinsOf("select a.id from orders a join orders b on b.customer_id = a.id");
    expect(join?.left.table?.table).toBe("orders");
    expect(join?.left.table?.scan).not.toBe(join?.right.table?.scan);
    expect(join?.keys[0]?.left?.scan).toBe(join?.left.table?.scan);
  });
});
