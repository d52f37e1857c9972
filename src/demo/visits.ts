import { isTreated } from "./orders.ts";
import { hundredSlots, sqlList } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { categories, channels, countries, experiments, firstDay } from "./world.ts";

/**
 * `demo_visits`: a month's visits that end without an order, one row each: visits in the days before an order (most with
 * something in the cart), visits of customers who are still around, visits after a click in a message, and strangers.
 *
 * `codes` spells what happens: P page_view, S search, V product_view, A add_to_cart, R remove_from_cart, C begin_checkout.
 */
export function visitSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [{ name: `visits in ${period.name}`, sql: visits(plan.strangers, period) }];
}

const [, checkout] = experiments;
const browsing = `pick(rnd('touch', visit_id), ${hundredSlots(channels.map((c) => c.browsing))})`;
const emailChannel = channels.findIndex((c) => c.name === "email");
const slots = countries.flatMap((country, number) => Array.from({ length: country.slots }, () => number));

const visits = (strangers: number, period: DemoPeriod) => `
create or replace temp table demo_visits as
with months as (
  select
    month_no::integer as month_no,
    timestamp '${firstDay}' + to_months(month_no::integer) as month_start,
    (month_start::date - date '${firstDay}')::integer as day_no
  from range(${period.fromMonth}, ${period.toMonth}) as months (month_no)
), before_orders as (
  select
    (key('before', order_id, j) >> 1)::bigint as visit_id,
    customer_id,
    placed_at - to_days(1 + floor(least(9, 2.5 * exponential(rnd('days before', order_id, j))))::integer)
      + to_seconds(floor(7200 * (rnd('hour before', order_id, j) - 0.5))::bigint) as start_at,
    category_no,
    case when rnd('interest', order_id, j) < 0.6
      then product_in(category_no, rnd('first product', order_id), available_in(month_of(start_at))) end as product_id,
    0.6 as add_chance,
    null::integer as touch_no,
    null as campaign_id
  from (
    select *, unnest(range(1, 1 + floor(2.3 * rnd('visits before', order_id))::bigint)) as j
    from demo_organic
    where placed_at >= timestamp '${period.first}' and placed_at < timestamp '${period.next}' + interval 12 days
  )
), idle as (
  select
    (key('idle', customer_id, j * 100 + month_no) >> 1)::bigint as visit_id,
    customer_id,
    month_start + to_days(floor(rnd('idle day', visit_id) * day(last_day(month_start)))::integer)
      + to_seconds(second_of_day(best_hour, 'idle', customer_id, j * 100 + month_no)) - to_minutes(offset_minutes) as start_at,
    case when rnd('idle taste', visit_id) < 0.6 then first_category else floor(${categories.length} * rnd('idle taste', visit_id, 1))::integer end as category_no,
    null::integer as product_id,
    0.4 as add_chance,
    null::integer as touch_no,
    null as campaign_id
  from (
    select
      *,
      unnest(range(floor(visits_per_month + rnd('idle visits', customer_id, month_no))::bigint)) as j
    from demo_customers
    join months on signup_at < month_start + interval 1 month and quiet_at > month_start
  )
  join (select country_no, day_no, offset_minutes from demo_zone_days) as offsets using (country_no, day_no)
  where start_at between signup_at and quiet_at
), clicks as (
  select
    (key('click', customer_id, campaign_no) >> 1)::bigint as visit_id,
    customer_id,
    clicked_at + interval 3 seconds as start_at,
    floor(${categories.length} * rnd('click taste', visit_id))::integer as category_no,
    null::integer as product_id,
    0.25 as add_chance,
    case when kind <> 'push' then ${emailChannel} end as touch_no,
    campaign_id
  from demo_members
  where clicked_at is not null
), known as (
  select
    visits.*,
    country_no,
    case
      when campaign_id is not null and touch_no is null or has_app and campaign_id is null and rnd('device', visit_id) < 0.5 then 2
      else (rnd('device', visit_id, 1) < 0.6 or campaign_id is not null)::integer
    end as device_no,
    device_key(customers.customer_id, household_id, device_no, start_at) as device_key,
    start_at >= signup_at and rnd('logged in', visit_id) < case device_no when 2 then 0.95 else 0.3 end as is_known
  from (
    select * from before_orders where start_at >= timestamp '${period.first}' and start_at < timestamp '${period.next}'
    union all
    select * from idle where start_at >= timestamp '${period.first}' and start_at < timestamp '${period.next}'
    union all
    select * from clicks where start_at < timestamp '${period.next}'
  ) as visits
  join demo_customers as customers using (customer_id)
), strangers as (
  select
    (key('stranger', i, month_no) >> 1)::bigint as visit_id,
    null::bigint as customer_id,
    month_start + to_seconds(floor(rnd('stranger', visit_id) * 86400 * day(last_day(month_start)))::bigint) as start_at,
    floor(${categories.length} * rnd('stranger taste', visit_id))::integer as category_no,
    null::integer as product_id,
    0.12 as add_chance,
    null::integer as touch_no,
    null as campaign_id,
    pick(rnd('stranger country', i // 2, month_no), ${sqlList(slots)})::integer as country_no,
    (rnd('stranger device', i // 2, month_no) < 0.6)::integer as device_no,
    key('stranger device', i // 2, month_no) as device_key,
    false as is_known
  from months, range(${strangers}) as strangers (i)
), composed as (
  select
    *,
    rnd('adds', visit_id) < add_chance as is_adding,
    rnd('checks out', visit_id) < 0.45
      and not (customer_id is not null and ${isTreated(checkout.number)} and rnd('one page', visit_id) < ${-checkout.effect}
        and start_at >= timestamp '${checkout.from}' and start_at < timestamp '${checkout.to}') as is_checking_out
  from (select * from known union all select * from strangers)
)
select
  visit_id,
  customer_id,
  start_at,
  country_no,
  device_no,
  device_key,
  is_known,
  category_no,
  month_no,
  campaign_id,
  case when device_no < 2 then coalesce(touch_no, ${browsing}) end as touch_no,
  coalesce(product_id, product_in(category_no, rnd('viewed', visit_id), available_in(month_no))) as product_id,
  'P' || case when rnd('searches', visit_id) < 0.15 then 'S' else '' end
    || repeat('V', 1 + floor(3 * rnd('views', visit_id) ** 1.5)::integer)
    || case when is_adding then 'A' else '' end
    || case when is_adding and rnd('removes', visit_id) < 0.12 then 'R' else '' end
    || case when is_adding and is_checking_out then 'C' else '' end as codes
from (select *, month_of(start_at) as month_no from composed)`;
