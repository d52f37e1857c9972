import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { queryBuilder } from "../../../src/sql/kysely/query-builder.ts";
import { renderQuery } from "../../../src/sql/kysely/render-query.ts";
import { tableReference } from "../../../src/sql/kysely/table-reference.ts";

interface Order {
  readonly order_id: number;
  readonly customer_id: number;
  readonly amount: string;
  readonly details: { readonly status: string };
}

const orders = tableReference<Order, "stg_orders">("main.stg_orders", "stg_orders");

describe("renderQuery(query)", () => {
  it("reads a relation under its alias, whose columns can be named with it or alone", () => {
    const query = queryBuilder()
      .selectFrom(orders)
      .where("stg_orders.amount", ">", "3")
      .select(["order_id", "stg_orders.amount"]);
    expect(renderQuery(query)).toBe(
      `select "order_id", "stg_orders"."amount" from main.stg_orders as "stg_orders" where "stg_orders"."amount" > '3'`,
    );
  });

  it("joins a relation with itself under another alias", () => {
    const query = queryBuilder()
      .selectFrom(orders)
      .leftJoin(orders.as("earlier"), "earlier.customer_id", "stg_orders.customer_id")
      .select("earlier.order_id");
    expect(renderQuery(query)).toBe(
      `select "earlier"."order_id" from main.stg_orders as "stg_orders" left join main.stg_orders as "earlier" on "earlier"."customer_id" = "stg_orders"."customer_id"`,
    );
  });

  it("writes values as literals", () => {
    const moment = new Date("2024-01-31T12:00:00Z");
    const query = queryBuilder().selectNoFrom((e) => [
      e.val("it's").as("text"),
      e.val(1.5).as("number"),
      e.val(null).as("nothing"),
      e.val(moment).as("moment"),
      e.lit(true).as("flag"),
      sql`${["a", "b"]}`.as("list"),
      sql`${{ a: 1 }}`.as("struct"),
    ]);
    expect(renderQuery(query)).toBe(
      `select 'it''s' as "text", 1.5 as "number", NULL as "nothing", timestamp '2024-01-31 12:00:00' as "moment", true as "flag", ['a', 'b'] as "list", {'a': 1} as "struct"`,
    );
  });

  it("takes a statement written as sql, with relations in it", () => {
    expect(renderQuery(sql`select count(*) from ${orders} where amount > ${3}`)).toBe(
      `select count(*) from main.stg_orders as "stg_orders" where amount > 3`,
    );
  });

  it("puts JSON access in parentheses, since DuckDB's arrow binds looser than a comparison", () => {
    const query = queryBuilder()
      .selectFrom(orders)
      .where((e) => e(e.ref("details", "->>").key("status"), "=", "paid"))
      .select("order_id");
    expect(renderQuery(query)).toBe(
      `select "order_id" from main.stg_orders as "stg_orders" where ("details"->>'status') = 'paid'`,
    );
  });

  it("keeps the sign of a number to itself", () => {
    const query = queryBuilder().selectNoFrom((e) => [
      e.neg(e.val(-1)).as("a"),
      sql`${-128n}::TINYINT`.as("b"),
    ]);
    expect(renderQuery(query)).toBe(`select -(-1) as "a", (-128)::TINYINT as "b"`);
  });

  it("refuses a value that has no literal", () => {
    const query = queryBuilder().selectNoFrom((e) => e.val(Symbol("x")).as("x"));
    expect(() => renderQuery(query)).toThrow("no literal for a symbol");
  });
});
