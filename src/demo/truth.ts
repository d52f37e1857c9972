import { sqlList, sqlRows, writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { categories, channels, experiments, followProbability, partnerProbability } from "./world.ts";

/**
 * Writes what was planted, under truth/; models never read it, tests compare with it.
 *
 * - `customers`: rate (orders per average day after the first), dropout (probability after each order), is_activated, first_order_at,
 *   dropped_at (null while alive), organic_orders, coupon_group, coupon_uplift, best_hour (local), open_rate, first_category,
 *   second_category, visits_per_month, household_id, channel_source.
 * - `orders/*.parquet`: order_id, customer_id (of guests too), cause (organic, coupon, experiment), is_trouble (went wrong).
 * - `identities/*.parquet`: anonymous_id, customer_id (null for strangers and bots), device_no, is_bot, as seen in each month.
 * - `channels`: what sign-ups, visits and orders owe to each channel (see `channels` in world.ts). conversion_lift is how many times
 *   likelier a visit from the channel is among those that end in an order.
 * - `seasonality`: factors of each day.
 * - `campaigns`: who can be moved: shares of the arms, and `effect`, in words.
 * - `categories`: next_category and follow_probability, refund_share.
 * - `affinities`: product_id, partner_id, probability that the partner is the second line.
 * - `experiments`: experiment_id, metric, effect, lost_share.
 */
export function truthSteps(plan: DemoPlan): readonly DemoStep[] {
  const write = (name: string, query: string): DemoStep => ({
    name: `truth: ${name}`,
    sql: writeParquet(plan, `truth/${name}.parquet`, query),
  });
  return [
    write("customers", customers),
    write("channels", channelTruth),
    write("seasonality", seasonality),
    write("campaigns", campaigns),
    write("categories", categoryTruth),
    write("affinities", affinities),
    write("experiments", experimentTruth),
  ];
}

export function periodTruthSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    {
      name: `truth: orders ${period.name}`,
      sql: writeParquet(plan, `truth/orders/${period.name}.parquet`, orders),
    },
    {
      name: `truth: identities ${period.name}`,
      sql: writeParquet(plan, `truth/identities/${period.name}.parquet`, identities),
    },
  ];
}

const names = sqlList(categories.map((c) => c.name));

const customers = `
select
  customer_id, rate, dropout, is_activated, first_order_at, dropped_at, organic_orders, coupon_group, coupon_uplift, best_hour, open_rate,
  ${names}[first_category + 1] as first_category,
  ${names}[second_category + 1] as second_category,
  visits_per_month, household_id,
  ${sqlList(channels.map((c) => c.name))}[channel_no + 1] as channel_source
from demo_customers
order by customer_id`;

const orders = `select order_id, customer_id, cause, is_trouble from demo_placed order by order_id`;

const identities = `
select text_key(device_key) as anonymous_id, customer_id, device_no, is_bot
from demo_stream
where device_key is not null
group by all
order by anonymous_id, customer_id`;

const channelTruth = `
select
  channel, is_paid, signup_weight::double as signup_weight, response_exponent::double as response_exponent,
  adstock_decay::double as adstock_decay, order_rate_factor::double as order_rate_factor, converting_share::double as converting_share,
  browsing_share::double as browsing_share, converting_share::double / browsing_share::double as conversion_lift, signups
from (values
${sqlRows(channels.map((c, number) => [number, c.name, c.spend > 0 ? 1 : 0, c.signups, c.exponent, c.decay, c.value, c.converting, c.browsing]))}
) as channels (channel_no, channel, paid, signup_weight, response_exponent, adstock_decay, order_rate_factor, converting_share, browsing_share),
lateral (select paid = 1 as is_paid),
lateral (select count(*) as signups from demo_customers where demo_customers.channel_no = channels.channel_no)
order by channels.channel_no`;

const seasonality = `
select day, weekday_factor, month_factor, holiday, holiday_factor, weight / 1000000 as relative_volume
from demo_days
order by day`;

const campaigns = `
select
  campaign_id, kind, treatment_share, holdout_share,
  case kind when 'coupon' then 'one more order with probability coupon_uplift, or that share of orders put off where it is negative'
    else 'none on orders' end as effect
from demo_campaigns
order by campaign_no`;

const categoryTruth = `
select category, next_category, follow_probability::double as follow_probability, refund_share::double as refund_share
from (values
${sqlRows(categories.map((c, number) => [c.name, categories[(number + 1) % categories.length]?.name ?? null, followProbability, c.refund]))}
) as categories (category, next_category, follow_probability, refund_share)`;

const affinities = `
select product_id::bigint as product_id, partner_of(product_id)::bigint as partner_id, ${partnerProbability}::double as probability
from demo_goods
where partner_id is not null
order by product_id`;

const experimentTruth = `
select experiment_id, metric, effect::double as effect, lost_share::double as lost_share
from (values
${sqlRows(experiments.map((e) => [e.id, e.metric, e.effect, e.lost]))}
) as experiments (experiment_id, metric, effect, lost_share)`;
