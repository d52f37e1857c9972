import { sqlList, writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { countries, experiments, lastDay } from "./world.ts";

/**
 * Works out which orders a month has: those of `demo_organic`, less what a coupon put off, and those that coupons and the first
 * experiment add. `demo_placed` has one row per order.
 */
export function placedOrderSteps(period: DemoPeriod): readonly DemoStep[] {
  return [{ name: `orders placed in ${period.name}`, sql: placed(period) }];
}

/**
 * Writes a month of `orders`. Not unique: 2% of the orders were exported twice, first as pending; the row with the latest loaded_at
 * counts.
 *
 * | column | type | |
 * |---|---|---|
 * | order_id | BIGINT | |
 * | customer_id | BIGINT | null for guests and for store sales without a card, about 3% |
 * | anonymous_id | VARCHAR | of the browser or app; null in the store |
 * | ordered_at | TIMESTAMP | UTC |
 * | time_zone | VARCHAR | IANA name of the customer's zone |
 * | channel | VARCHAR | web, app, store |
 * | store_id | VARCHAR | store only |
 * | status | VARCHAR | completed, cancelled, payment_failed, pending; the store writes upper case |
 * | payment_method | VARCHAR | |
 * | coupon_code, campaign_id | VARCHAR | null without a coupon |
 * | currency | VARCHAR | USD |
 * | items_amount | DECIMAL(12,2) | sum of quantity times price |
 * | discount_amount | DECIMAL(12,2) | of the coupon; the sum of the lines' |
 * | shipping_amount | DECIMAL(12,2) | |
 * | total_amount | DECIMAL(12,2) | items - discount + shipping |
 * | cancelled_at | TIMESTAMP | |
 * | updated_at, loaded_at | TIMESTAMP | |
 */
export function orderSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `orders ${period.name}`, sql: writeParquet(plan, `orders/${period.name}.parquet`, orders) },
  ];
}

const [freeShipping] = experiments;

/** Sees `experiment_no`'s treatment arm of a customer; `experiments.ts` writes the same assignment. */
export const isTreated = (experimentNumber: number) =>
  `rnd('variant', customer_id, ${experimentNumber}) < 0.5`;

const placed = (period: DemoPeriod) => `
create or replace temp table demo_placed as
with own as (
  select
    organic.*,
    members.coupon_code,
    members.campaign_no,
    members.campaign_id,
    members.discount_percent,
    members.coupon_code is not null and members.extra_at is null and rnd('redeems', organic.order_id) < 0.45 as wants_coupon
  from demo_organic as organic
  join demo_customers as customers using (customer_id)
  left join demo_members as members
    on members.customer_id = organic.customer_id
    and members.coupon_code is not null
    and organic.placed_at >= members.sent_at
    and organic.placed_at < members.expires_at
  where organic.month_no >= ${period.fromMonth} and organic.month_no < ${period.toMonth}
    and not (members.coupon_code is not null and coupon_uplift < 0 and rnd('put off', organic.order_id) < -coupon_uplift)
), redeemed as (
  select order_id
  from own
  where wants_coupon
  qualify row_number() over (partition by customer_id, campaign_no order by placed_at, order_id) = 1
), caused as (
  select
    own.order_id, customer_id, n, 'organic' as cause, placed_at, category_no, channel_no, is_trouble,
    case when redeemed.order_id is not null then coupon_code end as coupon_code,
    case when redeemed.order_id is not null then campaign_id end as campaign_id,
    case when redeemed.order_id is not null then discount_percent end as discount_percent
  from own
  left join redeemed using (order_id)
  union all
  select
    customer_id * 1000 + 600 + campaign_no, customer_id, 600 + campaign_no, 'coupon', extra_at,
    case when rnd('coupon category', customer_id, campaign_no) < 0.7 then first_category else second_category end,
    (has_app and rnd('coupon app', customer_id, campaign_no) < 0.6)::integer,
    false, coupon_code, campaign_id, discount_percent
  from demo_members
  join (select customer_id, first_category, second_category from demo_customers) using (customer_id)
  where extra_at is not null and extra_at < timestamp '${lastDay}'
  union all
  select
    customer_id * 1000 + 700 + n, customer_id, 700 + n, 'experiment',
    case when month_of(placed_at + later) = month_no then placed_at + later else placed_at + interval 20 seconds end,
    category_no, least(channel_no, 1), false, null, null, null
  from (
    select *, to_seconds(3600 + floor(172800 * rnd('one more', order_id, 1))::bigint) as later
    from demo_organic
    where month_no >= ${period.fromMonth} and month_no < ${period.toMonth}
      and placed_at >= timestamp '${freeShipping.from}' and placed_at < timestamp '${freeShipping.to}'
      and ${isTreated(freeShipping.number)}
      and rnd('one more', order_id) < ${freeShipping.effect}
  )
)
select
  caused.*,
  month_of(placed_at) as month_no,
  country_no,
  household_id,
  coupon_code is null and rnd('guest', order_id) < case when channel_no = 2 then 0.1 else 0.015 end as is_guest,
  case
    when rnd('status', order_id) < 0.03 and channel_no < 2 then 'cancelled'
    when rnd('status', order_id) < 0.045 and channel_no < 2 then 'payment_failed'
    when placed_at > timestamp '${lastDay}' - interval 2 days and channel_no < 2 then 'pending'
    else 'completed'
  end as status,
  pick(rnd('lines', order_id), [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 5])::integer as line_count,
  -- Which of the customer's devices: 0 computer, 1 telephone's browser, 2 app, 3 the store's till.
  case channel_no when 2 then 3 when 1 then 2 else (rnd('order device', order_id) < 0.55)::integer end as device_no
from caused
join (select customer_id, country_no, household_id from demo_customers) using (customer_id)
order by placed_at, order_id`;

const orders = `
with final as (
  select
    *,
    case when status = 'cancelled' then placed_at + to_seconds(600 + floor(80000 * rnd('cancelled', order_id))::bigint) end as cancelled_at,
    least(case
      when status = 'pending' or channel_no = 2 then placed_at
      else coalesce(cancelled_at, placed_at + to_seconds(floor(86400 * (1 + 2 * rnd('shipped', order_id)))::bigint))
    end, timestamp '${lastDay}' - interval 1 second) as updated_at
  from demo_placed
  join demo_totals using (order_id)
), versions as (
  select *, false as is_early from final
  union all
  select * replace ('pending' as status, null::timestamp as cancelled_at, placed_at as updated_at), true
  from final
  where channel_no < 2 and status <> 'pending' and rnd('exported twice', order_id) < 0.022
    and placed_at::date < updated_at::date
)
select
  order_id,
  case when not is_guest then customer_id end as customer_id,
  case when channel_no < 2 then device_id(customer_id, household_id, device_no, placed_at) end as anonymous_id,
  placed_at as ordered_at,
  ${sqlList(countries.map((c) => c.zone))}[country_no + 1] as time_zone,
  ['web', 'app', 'store'][channel_no + 1] as channel,
  case when channel_no = 2 then 'S' || lpad((1 + floor(8 * rnd('store', customer_id)))::integer::varchar, 2, '0') end as store_id,
  case when channel_no = 2 then upper(status) else status end as status,
  case when channel_no = 2 then pick(rnd('payment', order_id), ['card', 'card', 'card', 'cash', 'gift_card'])
    when country_no = 0 then pick(rnd('payment', order_id), ['card', 'card', 'kakao_pay', 'kakao_pay', 'bank_transfer'])
    else pick(rnd('payment', order_id), ['card', 'card', 'paypal', 'paypal', 'gift_card']) end as payment_method,
  coupon_code,
  campaign_id,
  'USD' as currency,
  money(items_cents) as items_amount,
  money(discount_cents) as discount_amount,
  money(shipping_cents) as shipping_amount,
  money(items_cents - discount_cents + shipping_cents) as total_amount,
  cancelled_at,
  updated_at,
  loaded_nightly(updated_at) as loaded_at
from versions
order by ordered_at, order_id, loaded_at`;
