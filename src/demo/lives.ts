import type { DemoPlan, DemoStep } from "./types.ts";
import { categories, firstDay, followProbability, lastDay, troubleDropout, troubleShare } from "./world.ts";

/**
 * Lives every customer's purchases, a chunk of customers at a time, and sums each life up.
 *
 * `demo_organic`: the orders that customers place of their own accord, before campaigns and experiments add or hold back any.
 * `demo_customers`: `demo_people` with `dropped_at` (the order after which they were gone; null while alive), `organic_orders`,
 * `last_order_at` and `quiet_at` (after which they no longer visit).
 */
export function lifeSteps(plan: DemoPlan): readonly DemoStep[] {
  const last = plan.chunks.length;
  return [
    { name: "lives", sql: emptyOrganic },
    ...plan.chunks.flatMap(({ from, to }, index) => [
      { name: `lives ${index + 1}/${last}`, sql: purchases(from, to) },
      { name: `orders of lives ${index + 1}/${last}`, sql: organic },
    ]),
    { name: "customers' lives", sql: customers },
    { name: "lives, done", sql: "drop table demo_purchases" },
  ];
}

const emptyOrganic = `
create or replace temp table demo_organic (
  order_id bigint, customer_id bigint, n integer, placed_at timestamp, month_no integer, category_no integer, channel_no integer,
  is_trouble boolean, is_last boolean)`;

// At most 299 orders: `order_id` leaves room for that many before those that coupons and experiments add.
const purchases = (from: number, to: number) => `
create or replace temp table demo_purchases as
with tries as (
  select
    * exclude (expected),
    unnest(range(1, 1 + least(299, 6 + ceil(expected + 5 * sqrt(expected))::bigint)))::integer as n
  from (
    select customer_id, first_op, rate, dropout, rate * (${totalOp} - first_op) / 1000000 as expected
    from demo_people
    where first_op is not null and customer_id between ${from} and ${to}
  )
), drawn as (
  select
    customer_id,
    n,
    case when n = 1 then first_op
      else greatest(1, floor(exponential(rnd('gap', customer_id, n)) / rate * 1000000)::bigint) end as step,
    rnd('trouble', customer_id, n) < ${troubleShare} as is_trouble,
    rnd('drop', customer_id, n) < dropout + (1 - dropout) * case when is_trouble then ${troubleDropout} else 0 end as is_last,
    n = 1 or rnd('follows', customer_id, n) >= ${followProbability} as is_fresh
  from tries
), lived as (
  select
    customer_id,
    n,
    is_trouble,
    is_last,
    (sum(step) over lifetime)::bigint as op,
    max(case when is_fresh then n end) over lifetime as fresh_n,
    coalesce(max(is_last::integer) over (lifetime rows between unbounded preceding and 1 preceding), 0) = 0 as is_alive
  from drawn
  window lifetime as (partition by customer_id order by n)
)
select * exclude (is_alive)
from lived
where is_alive and op < ${totalOp}`;

const totalOp = "(select sum(weight) from demo_days)";

const organic = `
insert into demo_organic
with dated as (
  select
    * exclude (channel_no),
    case
      when country_no = 0 and n > 1 and rnd('in store', customer_id, n) < 0.27 then 2
      when has_app and rnd('in app', customer_id, n) < 0.75 then 1
      else 0
    end as channel_no
  from demo_purchases
  join demo_people using (customer_id)
  asof join demo_days on op >= op_from
), placed as (
  select
    dated.*,
    case when n = 1 then first_order_at else greatest(first_order_at + interval 1 hour,
      timestamp '${firstDay}' + to_days(dated.day_no) - to_minutes(offset_minutes) + to_seconds(case channel_no
        when 2 then floor(36000 + 36000 * rnd('store hour', customer_id, n))::bigint
        else second_of_day(best_hour, 'order', customer_id, n) end)) end as placed_at,
    -- In the cycle of categories, so many steps on from the last order that did not follow from the one before.
    ((case
      when rnd('category', customer_id, fresh_n) < 0.5 then first_category
      when rnd('category', customer_id, fresh_n) < 0.75 then second_category
      else floor(rnd('any category', customer_id, fresh_n) * ${categories.length})::integer end
      + n - fresh_n) % ${categories.length})::integer as category_no
  from dated
  join demo_zone_days on demo_zone_days.country_no = dated.country_no and demo_zone_days.day_no = dated.day_no
)
select
  customer_id * 1000 + n,
  customer_id,
  n,
  placed_at,
  month_of(placed_at),
  category_no,
  channel_no,
  is_trouble,
  is_last
from placed
where placed_at >= timestamp '${firstDay}' and placed_at < timestamp '${lastDay}'`;

const customers = `
create or replace temp table demo_customers as
with lives as (
  select
    customer_id,
    max(placed_at) filter (where is_last) as dropped_at,
    max(placed_at) as last_order_at,
    count(*) as organic_orders
  from demo_organic
  group by customer_id
)
select
  demo_people.*,
  dropped_at,
  last_order_at,
  coalesce(organic_orders, 0) as organic_orders,
  case
    when dropped_at is null and last_order_at is not null then timestamp '${lastDay}'
    else least(timestamp '${lastDay}', coalesce(dropped_at, signup_at)
      + to_seconds(floor(86400 * 8 * exponential(rnd('fades', customer_id)))::bigint))
  end as quiet_at
from demo_people
left join lives using (customer_id)
order by customer_id`;
