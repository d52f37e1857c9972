import { hundredSlots } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { channels, countries, firstDay } from "./world.ts";

/**
 * `demo_stream`: a month's events as they happened, narrow, once each, in no order; `events.ts` dresses them as the five senders
 * write them. One query per sender or kind of visit, all with the same columns:
 *
 * `event_key` (identity), `source`, `code` (a letter for web and app, see `demo_visits`; else the event's name), `customer_id` (the
 * truth), `is_known` (logged in), `device_key`, `visit_id` (or the message), `country_no`, `device_no`, `event_at` (UTC), `product_id`, `cents`,
 * `quantity`, `order_id`, `value_cents`, `coupon_code`, `campaign_id`, `touch_no` (the channel, on the first event of a visit), `is_bot`.
 */
export function eventStreamSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  const parts = [browsing, ordering, buying, messages, tills, bots(plan.bots, period)];
  return [
    {
      name: `event stream of ${period.name}`,
      sql: `create or replace temp table demo_stream as\n${parts.join("\nunion all by name\n")}`,
    },
  ];
}

const browsing = `
select
  key('event', visit_id, step) as event_key,
  case device_no when 2 then 'app' else 'web' end as source,
  substr(codes, step, 1) as code,
  customer_id,
  is_known,
  device_key,
  visit_id,
  country_no,
  device_no,
  start_at + to_milliseconds((step - 1) * 45000 + floor(30000 * rnd('pause', visit_id, step))::bigint) as event_at,
  case when code in ('V', 'A', 'R') then product_id end as product_id,
  case when code in ('V', 'A', 'R', 'C') then cents end as cents,
  case when code in ('A', 'R') then 1 end as quantity,
  null::bigint as order_id,
  case when code = 'C' then cents end::bigint as value_cents,
  null::varchar as coupon_code,
  case when step = 1 then campaign_id end as campaign_id,
  case when step = 1 then touch_no end::integer as touch_no,
  false as is_bot
from (
  select
    * exclude (product_id),
    case
      when substr(codes, step, 1) <> 'V' or step = instr(codes, 'V') then product_id
      else product_in(category_no, rnd('viewed', visit_id, step), available_in(month_no))
    end as product_id
  from (select *, unnest(range(1, len(codes) + 1)) as step from demo_visits)
) as viewed
join demo_prices using (product_id, month_no)`;

const visitColumns = `
  customer_id,
  device_key(customer_id, household_id, device_no, placed_at) as device_key,
  (key('order visit', order_id, 0) >> 1)::bigint as visit_id,
  country_no,
  device_no,
  case device_no when 2 then 'app' else 'web' end as source,
  false as is_bot`;

/** The events of a visit that ends in an order, apart from its lines. A payment that failed leaves no purchase. */
const ordering = `
select
  ${visitColumns},
  key('event', order_id, code_no) as event_key,
  ['P', 'L', 'C', 'B'][code_no] as code,
  not is_guest and (device_no = 2 or code_no > 1 or rnd('logs in', order_id) >= 0.6) as is_known,
  case code_no
    when 1 then placed_at - to_seconds(400 + 150 * line_count + floor(60 * rnd('landing', order_id))::bigint)
    when 2 then placed_at - to_seconds(100 + floor(15 * rnd('login', order_id))::bigint)
    when 3 then placed_at - to_seconds(40 + floor(50 * rnd('checkout', order_id))::bigint)
    else placed_at
  end + to_milliseconds(floor(1000 * rnd('milliseconds', order_id, code_no))::bigint) as event_at,
  case code_no when 4 then order_id end as order_id,
  case when code_no > 2 then items_cents - discount_cents + shipping_cents end as value_cents,
  case code_no when 4 then coupon_code end as coupon_code,
  case when code_no = 1 and cause = 'coupon' then campaign_id end as campaign_id,
  case when code_no = 1 and device_no < 2 then case when cause = 'coupon' then ${channels.findIndex((c) => c.name === "email")}
    else pick(rnd('order touch', order_id), ${hundredSlots(channels.map((c) => c.converting))}) end end as touch_no
from (select *, unnest([1, 2, 3, 4]) as code_no from demo_placed where channel_no < 2)
join demo_totals using (order_id)
where case code_no
  when 2 then device_no < 2 and not is_guest and rnd('logs in', order_id) < 0.6
  when 4 then status <> 'payment_failed'
  else true end`;

/** Product views and carts of a visit that ends in an order. */
const buying = `
select
  ${visitColumns},
  key('line event', order_id, line_number * 2 + code_no) as event_key,
  ['V', 'A'][code_no] as code,
  not is_guest and (device_no = 2 or rnd('logs in', order_id) >= 0.6) as is_known,
  placed_at - to_seconds(150 + 150 * (line_count - line_number) + case code_no when 1 then 60 else 0 end
    + floor(30 * rnd('line', order_id, line_number))::bigint)
    + to_milliseconds(floor(1000 * rnd('line milliseconds', order_id, line_number * 2 + code_no))::bigint) as event_at,
  product_id,
  cents,
  case code_no when 2 then abs(quantity) end as quantity
from (select *, unnest([1, 2]) as code_no from demo_lines)
join (select * exclude (is_trouble, category_no, discount_percent) from demo_placed) using (order_id)
where channel_no < 2 and (code_no = 2 or rnd('seen', order_id, line_number) < 0.4)`;

const messages = `
select
  key('message ' || step, customer_id, campaign_no) as event_key,
  case kind when 'push' then 'push' else 'email' end as source,
  source || '_' || step as code,
  customer_id,
  true as is_known,
  (key('message', customer_id, campaign_no) >> 1)::bigint as visit_id,
  country_no,
  said_at as event_at,
  coupon_code,
  campaign_id,
  false as is_bot
from (
  select *, unnest(['sent', 'opened', 'clicked', 'unsubscribed']) as step,
    unnest([sent_at, opened_at, case when kind <> 'push' then clicked_at end,
      case when kind <> 'push' and rnd('unsubscribed', customer_id, campaign_no) < 0.004 then opened_at + interval 40 seconds end]) as said_at
  from demo_members
  where is_treated
)
where said_at is not null`;

const tills = `
select
  key('till', order_id, 0) as event_key,
  'store' as source,
  'store_purchase' as code,
  customer_id,
  not is_guest as is_known,
  country_no,
  device_no,
  placed_at as event_at,
  order_id,
  items_cents - discount_cents + shipping_cents as value_cents,
  coupon_code,
  false as is_bot
from demo_placed
join demo_totals using (order_id)
where channel_no = 2`;

const bots = (count: number, period: DemoPeriod) => `
select
  key('bot event', bot * 100 + month_no, hit) as event_key,
  'web' as source,
  case when hit % 20 = 0 then 'P' else 'V' end as code,
  false as is_known,
  key('bot', bot, 0) as device_key,
  (key('bot visit', bot * 100 + month_no, hit // 20) >> 1)::bigint as visit_id,
  floor(${countries.length} * rnd('bot country', bot))::integer as country_no,
  0 as device_no,
  timestamp '${firstDay}' + to_months(month_no::integer) + to_seconds(hit // 20 * 600000 + hit % 20 * 3 + floor(3600 * rnd('bot start', bot))::bigint) as event_at,
  case when hit % 20 > 0 then product_in(hit % 10, rnd('crawled', bot, hit), available_in(month_no)) end as product_id,
  true as is_bot
from range(${period.fromMonth}, ${period.toMonth}) as months (month_no), range(${count}) as bots (bot), range(80) as hits (hit)`;
