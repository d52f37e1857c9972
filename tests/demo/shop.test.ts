import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeShop, type Shop } from "./make-shop.ts";

let shop: Shop;
const value = (sql: string) => shop.value(sql);
const share = (condition: string, from: string) => value(`select avg((${condition})::integer) from ${from}`);

beforeAll(async () => {
  shop = await makeShop(0.2, 11);
  // Events with their time in UTC, read as each sender writes it.
  await shop.rows(`create temp view timed as select *, case source
      when 'app' then make_timestamp_ms(event_time::bigint)
      when 'store' then timezone('UTC', timezone(time_zone, strptime(event_time, '%Y/%m/%d %H:%M:%S')))
      else timezone('UTC', event_time::timestamptz) end as event_at
    from events`);
  await shop.rows("create temp view placed as select distinct order_id, customer_id, ordered_at from orders");
});
afterAll(() => shop.close());

describe("keys of the raw tables", () => {
  it.each([
    ["customers", "customer_id"],
    ["customer_changes", "(customer_id, changed_at)"],
    ["products", "product_id"],
    ["product_prices", "(product_id, valid_from)"],
    ["orders", "(order_id, loaded_at)"],
    ["order_items", "(order_id, line_number)"],
    ["refunds", "refund_id"],
    ["campaigns", "campaign_id"],
    ["campaign_members", "(campaign_id, customer_id)"],
    ["coupons", "coupon_code"],
    ["coupon_redemptions", "coupon_code"],
    ["ad_spend", "(spend_date, channel, platform)"],
    ["consents", "consent_id"],
    ["support_tickets", "ticket_id"],
    ["truth.orders", "order_id"],
  ])("are unique in %s", async (table, key) => {
    expect(await value(`select count(*) - count(distinct ${key}) from ${table}`)).toBe(0);
  });

  it.each([
    ["orders", "customer_id", "customers"],
    ["orders", "campaign_id", "campaigns"],
    ["orders", "coupon_code", "coupons"],
    ["order_items", "order_id", "orders"],
    ["product_prices", "product_id", "products"],
    ["customer_changes", "customer_id", "customers"],
    ["campaign_members", "customer_id", "customers"],
    ["coupons", "customer_id", "customers"],
    ["coupon_redemptions", "coupon_code", "coupons"],
    ["coupon_redemptions", "order_id", "orders"],
    ["consents", "customer_id", "customers"],
    ["experiment_assignments", "experiment_id", "experiments"],
    ["experiment_assignments", "customer_id", "customers"],
    ["support_tickets", "order_id", "orders"],
    ["support_tickets", "customer_id", "customers"],
    ["orders", "order_id", "truth.orders"],
  ])("of %s.%s are all in the parent table", async (table, key, parent) => {
    const orphans = `select count(*) from ${table} where ${key} is not null and ${key} not in (select ${key} from ${parent} where ${key} is not null)`;
    expect(await value(orphans)).toBe(0);
  });

  it("are missing or unknown as often as planned", async () => {
    expect(await share("product_id is null", "order_items")).toBeCloseTo(0.002, 2);
    expect(
      await share(
        "product_id not in (select product_id from products)",
        "order_items where product_id is not null",
      ),
    ).toBeGreaterThan(0);
    expect(await share("order_id not in (select order_id from orders)", "refunds")).toBeLessThan(0.01);
    expect(
      await value("select count(*) from refunds where order_id not in (select order_id from orders)"),
    ).toBeGreaterThan(0);
    expect(await share("customer_id is null", "orders")).toBeCloseTo(0.025, 2);
  });
});

describe("the tables agree", () => {
  it("on amounts: orders are the sums of their lines, refunds never more than was paid", async () => {
    expect(
      await value(`select count(*) from orders
        join (select order_id, sum(line_amount) as lines, sum(discount_amount) as discounts from order_items group by 1) using (order_id)
        where items_amount - discount_amount <> lines or discount_amount <> discounts
          or total_amount <> items_amount - discount_amount + shipping_amount or total_amount < 0`),
    ).toBe(0);
    expect(
      await value(
        "select count(*) from refunds join order_items using (order_id, line_number) where amount > line_amount or amount <= 0",
      ),
    ).toBe(0);
  });

  it("on purchases: every order that was paid for has its event, but for those that were not received in time", async () => {
    const missing =
      await value(`select count(*) from orders where lower(status) <> 'payment_failed' and order_id not in
      (select (properties ->> 'order_id')::bigint from events where event_name in ('purchase', 'store_purchase'))`);
    expect(missing).toBeLessThan(25);
    expect(
      await value(`select count(*) from events where event_name in ('purchase', 'store_purchase')
        and (properties ->> 'order_id')::bigint not in (select order_id from orders where lower(status) <> 'payment_failed')`),
    ).toBe(0);
  });

  it("on consent: nobody is written to who has not agreed", async () => {
    expect(
      await value(`select count(*) from campaign_members join campaigns using (campaign_id)
        asof join consents on consents.customer_id = campaign_members.customer_id and consents.purpose = campaigns.purpose
          and sent_at > recorded_at
        where sent_at is not null and not granted`),
    ).toBe(0);
  });

  it("on the state of a customer: the last change is the present", async () => {
    expect(
      await value(`select count(*) from customers
        join (select * from customer_changes qualify row_number() over (partition by customer_id order by changed_at desc) = 1) as last
          using (customer_id)
        where (customers.tier, customers.city, customers.postal_code, customers.updated_at) is distinct from
          (last.tier, last.city, last.postal_code, last.changed_at)`),
    ).toBe(0);
    expect(
      await value(
        "select max(changes) from (select count(*) as changes from customer_changes group by customer_id)",
      ),
    ).toBeGreaterThan(2);
  });

  it("on the price of the day", async () => {
    expect(
      await value(`select count(*) from order_items join product_prices using (product_id)
        where ordered_at >= valid_from and (valid_to is null or ordered_at < valid_to) and unit_price <> price`),
    ).toBe(0);
  });

  it("on time: nothing is known before it happened, and nothing lies outside the two years", async () => {
    for (const table of [
      "orders",
      "order_items",
      "refunds",
      "coupons",
      "coupon_redemptions",
      "consents",
      "support_tickets",
    ]) {
      const [column] = (
        await shop.rows(`select column_name from (describe ${table}) where column_name in
        ('ordered_at', 'requested_at', 'issued_at', 'redeemed_at', 'recorded_at', 'opened_at')`)
      ).map((row) => String(row.column_name));
      expect(
        await value(
          `select count(*) from ${table} where loaded_at <= ${column} or ${column} not between '2023-07-01' and '2025-07-01'`,
        ),
      ).toBe(0);
    }
    expect(
      await value(
        "select count(*) from events where loaded_at <= received_at or received_at >= '2025-07-01'",
      ),
    ).toBe(0);
  });
});

describe("the dirt", () => {
  it("delivers 1.5% of the events again, most under the same event_id", async () => {
    const again =
      "(select count(*) as n, count(distinct event_id) as ids from events group by idempotency_key)";
    expect(await share("n = 2", again)).toBeCloseTo(0.015, 2);
    expect(await value(`select max(n) from ${again}`)).toBe(2);
    const renamed = await share("ids = 2", `${again} where n = 2`);
    expect(renamed).toBeGreaterThan(0.1);
    expect(renamed).toBeLessThan(0.3);
  });

  it("delivers events late, and from clocks that are ahead", async () => {
    expect(await share("received_at > event_at + interval 1 hour", "timed")).toBeCloseTo(0.025, 2);
    expect(
      await value("select count(*) from timed where received_at > event_at + interval 5 days"),
    ).toBeGreaterThan(100);
    expect(
      await value("select count(*) from timed where source = 'app' and event_at > received_at"),
    ).toBeGreaterThan(10);
    expect(await value("select count(*) from timed where source <> 'app' and event_at > received_at")).toBe(
      0,
    );
  });

  it("leaves out ids and session keys, and sends empty ones", async () => {
    expect(await share("event_id is null", "events")).toBeCloseTo(0.002, 2);
    expect(await share("anonymous_id is null", "events where source in ('web', 'app')")).toBeCloseTo(
      0.003,
      2,
    );
    expect(await share("session_key is null", "events where source = 'web'")).toBeCloseTo(0.01, 2);
    expect(await value("select count(*) from events where user_id = ''")).toBeGreaterThan(100);
    expect(await value("select count(*) from events where idempotency_key is null")).toBe(0);
  });

  it("sends bots, and people who share a computer", async () => {
    const bot =
      "(context ->> 'user_agent') like '%bot%' or (context ->> 'user_agent') like '%HeadlessChrome%'";
    const bots = await share(bot, "events where source = 'web'");
    expect(bots).toBeGreaterThan(0.01);
    expect(bots).toBeLessThan(0.06);
    expect(
      await value(
        "select count(*) from (select anonymous_id from events where user_id <> '' group by 1 having count(distinct user_id) = 2)",
      ),
    ).toBeGreaterThan(5);
    expect(
      await value(
        "select count(*) from (select anonymous_id from truth.identities group by 1 having count(distinct customer_id) > 2)",
      ),
    ).toBe(0);
  });

  it("exports orders twice, the first time as pending", async () => {
    expect(
      await value(`select count(*) from (
        select order_id, arg_min(status, loaded_at) as first, arg_max(status, loaded_at) as last from orders group by 1 having count(*) > 1)
        where first <> 'pending' or last = 'pending'`),
    ).toBe(0);
    expect(await value("select 1 - count(distinct order_id) / count(*) from orders")).toBeCloseTo(0.02, 2);
  });

  it("writes negative quantities, and codes in several ways", async () => {
    expect(await share("quantity < 0", "order_items")).toBeCloseTo(0.005, 2);
    expect(await value("select count(distinct gender) from customers")).toBe(9);
    expect(
      await value("select count(*) from customers where country not in ('KR', 'JP', 'US', 'SG', 'DE', 'GB')"),
    ).toBeGreaterThan(20);
    expect(await value("select count(*) from orders where status <> lower(status)")).toBeGreaterThan(100);
  });
});

describe("the truth", () => {
  it("is followed by purchases: BG/NBD with each customer's own rate and drop-out", async () => {
    // Expected orders after the first of a customer who buys at rate r for t days and drops out with p after each order:
    // (1 - exp(-r p t)) / p, times 1 - p for the chance to outlive the first.
    const [row] = await shop.rows(`
      select avg(organic_orders - 1) as seen, avg((1 - dropout_t) * (1 - exp(-rate * dropout_t * days)) / dropout_t) as expected
      from (select *, dropout + (1 - dropout) * 0.06 * 0.3 as dropout_t,
          (select sum(relative_volume) from truth.seasonality where day > first_order_at) as days
        from truth.customers where first_order_at is not null)`);
    expect(Number(row?.seen) / Number(row?.expected)).toBeCloseTo(1, 1);
  });

  it("shows in the season: busy days of the calendar have more orders", async () => {
    const correlation = `select corr(n, relative_volume) from truth.seasonality
      join (select ordered_at::date as day, count(*) as n from placed group by 1) using (day) where day > '2024-01-01'`;
    expect(await value(correlation)).toBeGreaterThan(0.6);
  });

  it("shows in the coupons' arms: up for the persuadable, down for sleeping dogs, level for lost causes", async () => {
    await shop.rows(`create or replace temp table arms as
      select coupon_group, arm, count(order_id) / count(distinct (campaign_id, member.customer_id)) as orders
      from (select campaign_id, customer_id, arm, coupon_group, coalesce(sent_at, assigned_at + interval 1 day) as since
        from campaign_members join truth.customers using (customer_id)
        where campaign_id like '%COUPON' and first_order_at < since and (dropped_at is null or dropped_at > since)) as member
      left join placed on placed.customer_id = member.customer_id and ordered_at between since and since + interval 14 days
      group by all`);
    const effect = (group: string) =>
      value(
        `select sum(case arm when 'treatment' then orders else -orders end) from arms where coupon_group = '${group}'`,
      );
    expect(await effect("persuadable")).toBeGreaterThan(0.1);
    expect(await effect("sleeping_dog")).toBeLessThan(-0.05);
    expect(Math.abs(await effect("lost_cause"))).toBeLessThan(0.08);
  });

  it("shows in the experiments: fewer abandoned checkouts, more orders, and an arm that lost assignments", async () => {
    const treated = (experiment: string) =>
      share("variant = 'treatment'", `experiment_assignments where experiment_id = '${experiment}'`);
    expect(await treated("EXP-CHECKOUT")).toBeCloseTo(0.5, 1);
    expect(await treated("EXP-RECOMMENDATIONS")).toBeLessThan(0.495);
    expect(await value("select count(*) from truth.orders where cause = 'experiment'")).toBeGreaterThan(80);
  });

  it("shows in churn: whoever dropped out no longer visits, and trouble makes it likelier", async () => {
    const visits =
      "timed join truth.customers on customers.customer_id = try_cast(user_id as bigint) where dropped_at is not null and source in ('web', 'app')";
    expect(await share("event_at > dropped_at + interval 60 days", visits)).toBeLessThan(0.001);
    const gone = (trouble: boolean) =>
      value(`select avg((dropped_at = ordered_at)::integer) from placed join truth.orders as t using (order_id)
        join truth.customers as c on c.customer_id = t.customer_id where cause = 'organic' and is_trouble = ${trouble}`);
    expect(await gone(true)).toBeGreaterThan((await gone(false)) + 0.15);
  });

  it("shows in baskets and in the next order's category", async () => {
    const second =
      "order_items as a join truth.affinities as t using (product_id) join order_items as b on b.order_id = a.order_id and b.line_number = 2 where a.line_number = 1 and b.quantity > 0";
    expect(await share("b.product_id = t.partner_id", second)).toBeCloseTo(0.5, 1);
    const next = `(select lower(trim(category)) as category, lead(lower(trim(category))) over (partition by customer_id order by placed.ordered_at) as next
      from placed join order_items using (order_id) join products using (product_id) where line_number = 1 and customer_id is not null)`;
    expect(
      await share(
        "next = next_category",
        `${next} join truth.categories using (category) where next is not null`,
      ),
    ).toBeCloseTo(0.45, 1);
  });

  it("shows in refunds by category, and in the hour at which mails are opened", async () => {
    const refunded = (category: string) =>
      share(
        "refund_id is not null",
        `order_items join products using (product_id)
      left join refunds using (order_id, line_number) where category = '${category}' and quantity > 0`,
      );
    expect(await refunded("fashion_women")).toBeCloseTo(0.2, 1);
    expect(await refunded("books")).toBeLessThan(0.05);
    const opened = (near: string) =>
      share(
        "opened.message is not null",
        `(select user_id::bigint as customer_id, properties ->> 'message_id' as message,
          hour(timezone(time_zone, event_time::timestamptz)) as sent_hour from events where event_name = 'email_sent') as sent
        join truth.customers using (customer_id)
        left join (select distinct properties ->> 'message_id' as message from events where event_name = 'email_opened') as opened
          on opened.message = sent.message
        where abs(sent_hour - best_hour) ${near}`,
      );
    expect(await opened("<= 1")).toBeGreaterThan((await opened("between 6 and 18")) + 0.1);
  });

  it("shows in the channels: visits from those that convert better end in an order more often", async () => {
    const converted = (source: string) =>
      share(
        "is_bought",
        `(select session_key, bool_or(event_name = 'purchase') as is_bought, max(context ->> 'utm_source') as source
        from events where source = 'web' and session_key is not null group by 1) where source = '${source}'`,
      );
    expect(await converted("google")).toBeGreaterThan((await converted("criteo")) + 0.1);
  });

  it("shows in acquisition: days with more spend bring more customers", async () => {
    const correlation = `select corr(spend, coalesce(n, 0)) from (select spend_date as day, channel, sum(spend)::double as spend from ad_spend group by all)
      left join (select signup_date as day, channel_source as channel, count(*) as n from customers group by all) using (day, channel)
      where channel = 'paid_search'`;
    expect(await value(correlation)).toBeGreaterThan(0.2);
  });
});
