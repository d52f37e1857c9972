import { sqlList } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { categories, channels, countries, firstDay, lastDay } from "./world.ts";

/**
 * `demo_people`, one row per customer: what is true of them and never seen. Everything they do is drawn from these columns.
 *
 * Purchases follow BG/NBD on the clock of `demo_days`: after the first order a customer buys at `rate` per average day (gamma, shape
 * 1.5, its mean depending on the channel) and after each order drops out with probability `dropout` (beta(1, 7)).
 *
 * `coupon_uplift` above 0 is the probability of one more order within 14 days of getting a coupon; below 0 it is the share of the
 * orders of those days that the coupon puts off; `coupon_group` names the four kinds of response. The kinds depend on channel, age
 * and rate, so a model can learn whom to send coupons to.
 */
export function peopleSteps(plan: DemoPlan): readonly DemoStep[] {
  return [{ name: "people", sql: people(plan.customers) }];
}

const slots = countries.flatMap((country, number) => Array.from({ length: country.slots }, () => number));

const people = (count: number) => `
create or replace temp table demo_people as
with drawn as (
  select
    customer_id::bigint as customer_id,
    -- Two neighbours in the list share a household, and so a country and a computer.
    case when rnd('household', (customer_id + 1) // 2) < 0.1 then (customer_id + 1) // 2 * 2 - 1 else customer_id end::bigint as household_id,
    pick(rnd('country', household_id), ${sqlList(slots)})::integer as country_no,
    pick(rnd('age', customer_id), [1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6])::integer as age_no,
    pick(rnd('gender', customer_id), ['F', 'F', 'F', 'F', 'F', 'M', 'M', 'M', 'M', 'X']) as gender,
    pick(rnd('best hour', customer_id), [7, 8, 9, 11, 12, 12, 13, 15, 18, 19, 20, 20, 21, 21, 21, 22, 22, 23])::integer as best_hour,
    floor(rnd('taste', customer_id, 1) * ${categories.length})::integer as first_category,
    floor(rnd('taste', customer_id, 2) * ${categories.length})::integer as second_category,
    rnd('app', customer_id) < 0.55 as has_app,
    rnd('activated', customer_id) < 0.9 as is_activated,
    floor(rnd('acquired', customer_id) * (select sum(weight) from demo_acquisition))::bigint as ticket
  from range(1, ${count + 1}) as customers (customer_id)
), acquired as (
  select drawn.*, channel_no, day_no as signup_day
  from drawn
  asof join demo_acquisition on ticket >= weight_from
), timed as (
  select
    acquired.*,
    timestamp '${firstDay}' + to_days(signup_day) + to_seconds(second_of_day(best_hour, 'signup', customer_id, 0))
      - to_minutes(offset_minutes) as signup_at,
    least(greatest(signup_at, timestamp '${firstDay}'), timestamp '${lastDay}' - interval 1 minute) as within_history,
    -- Per average day; the sum has a gamma distribution of shape 1.5 and mean 1.5.
    0.0365 / 1.5 * ${sqlList(channels.map((c) => c.value))}[channel_no + 1]::double
      * (exponential(rnd('rate', customer_id, 1)) + normal(rnd('rate', customer_id, 2), rnd('rate', customer_id, 3)) ** 2 / 2) as rate,
    1 - (1 - rnd('dropout', customer_id)) ** (1 / 7.0::double) as dropout
  from acquired
  join demo_zone_days on demo_zone_days.country_no = acquired.country_no and demo_zone_days.day_no = signup_day
), begun as (
  select
    * exclude (within_history) replace (within_history as signup_at),
    case when is_activated then within_history + case
      when rnd('first order', customer_id) < 0.65 then to_seconds(300 + floor(rnd('first order', customer_id, 1) * 1800)::bigint)
      else to_seconds(3600 + floor(exponential(rnd('first order', customer_id, 1)) * 12 * 86400)::bigint) end
    end as first_order_at,
    case
      when rate > 0.045 and rnd('response', customer_id, 1) < 0.6 then 'sure_thing'
      when rnd('response', customer_id, 2) < case when age_no <= 2 then 0.5 when age_no = 3 then 0.25 else 0.08 end
        * ${sqlList(channels.map((c) => (c.value < 1 || c.name === "email" ? 1.3 : 0.8)))}[channel_no + 1]::double then 'persuadable'
      when rnd('response', customer_id, 3) < case when age_no >= 5 then 0.45 else 0.1 end then 'sleeping_dog'
      else 'lost_cause'
    end as coupon_group
  from timed
)
select
  begun.* exclude (ticket, first_order_at),
  case when first_order_at < timestamp '${lastDay}' then first_order_at end as first_order_at,
  case when first_order_at < timestamp '${lastDay}'
    then op_from + floor(weight * (epoch(first_order_at) % 86400) / 86400)::bigint end as first_op,
  case coupon_group
    when 'persuadable' then 0.14 + 0.16 * rnd('uplift', customer_id)
    when 'sleeping_dog' then -0.35 - 0.4 * rnd('uplift', customer_id)
    else 0 end::double as coupon_uplift,
  case when rnd('email consent', customer_id) < 0.72 then signup_at end as email_consent_at,
  case when rnd('email withdrawn', customer_id) < 0.2
    then signup_at + to_seconds(floor(86400 * (5 + 300 * exponential(rnd('email withdrawn', customer_id, 1))))::bigint) end as email_withdrawn_at,
  case when has_app and rnd('push consent', customer_id) < 0.6
    then signup_at + to_seconds(60 + floor(86400 * 3 * exponential(rnd('push consent', customer_id, 1)))::bigint) end as push_consent_at,
  0.1 + 0.6 * rnd('opens', customer_id) ** 1.4 as open_rate,
  0.3 + 12 * rate as visits_per_month
from begun
left join demo_days on demo_days.day = first_order_at::date
order by customer_id`;
