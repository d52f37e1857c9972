import { sqlRows, writeParquet } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { channels } from "./world.ts";

/**
 * Writes `ad_spend`, one row per day, paid channel and platform (key: all three), and keeps what acquisition needs of it.
 *
 * | column | type | |
 * |---|---|---|
 * | spend_date | DATE | |
 * | channel | VARCHAR | paid_search, paid_social, display, affiliate |
 * | platform | VARCHAR | two per channel |
 * | spend | DECIMAL(12,2) | USD; 0 in weeks without budget |
 * | impressions, clicks | BIGINT | |
 * | currency | VARCHAR | USD |
 * | loaded_at | TIMESTAMP | the night after; 3% of the rows two days late |
 *
 * Budgets are drawn anew each week, nothing included, whatever the season: so the response of sign-ups to spend can be measured.
 *
 * `demo_acquisition (channel_no, day_no, weight, weight_from)`: how likely a sign-up is to be through this channel on this day. For
 * paid channels the weight is `signups * (adstock of spend at scale 1) ^ exponent`, the season apart.
 */
export function adSpendSteps(plan: DemoPlan): readonly DemoStep[] {
  return [
    { name: "budgets", sql: budgets },
    { name: "acquisition", sql: acquisition },
    { name: "ad_spend", sql: writeParquet(plan, "ad_spend.parquet", adSpend(plan.scale)) },
  ];
}

const budgets = `
create or replace temp table demo_budgets as
with channels (channel_no, channel, signups, daily, decay, exponent) as (values
${sqlRows(channels.map((c, number) => [number, c.name, c.signups, c.spend, c.decay, c.exponent]))}
)
select
  channel_no::integer as channel_no,
  channel,
  signups::double as signups,
  decay::double as decay,
  exponent::double as exponent,
  daily > 0 as is_paid,
  day_no,
  weight,
  round(100 * daily * pick(rnd('budget', channel_no, day_no // 7), [0, 0.5, 0.8, 1, 1.2, 2.2])
    * (0.9 + 0.2 * rnd('spend', channel_no, day_no)))::bigint as cents
from channels, demo_days
order by channel_no, day_no`;

const acquisition = `
create or replace temp table demo_acquisition as
with carried as (
  select now.channel_no, now.day_no, sum(round(before.cents * now.decay ** (now.day_no - before.day_no))::bigint) / 100 as adstock
  from demo_budgets as now
  join demo_budgets as before
    on before.channel_no = now.channel_no and before.day_no between now.day_no - 14 and now.day_no
  where now.is_paid
  group by all
), weights as (
  select
    channel_no,
    day_no,
    round(weight / 1000 * (1.5 - day_no / 731) * case when is_paid then signups * adstock ** exponent else signups end)::bigint as weight
  from demo_budgets
  left join carried using (channel_no, day_no)
)
select *, (sum(weight) over (order by channel_no, day_no) - weight)::bigint as weight_from
from weights
order by channel_no, day_no`;

const adSpend = (scale: number) => `
with platforms (channel, platform, share, cost_per_click, click_rate) as (values
${sqlRows([
  ["paid_search", "google_ads", 0.7, 0.62, 0.041],
  ["paid_search", "naver_ads", 0.3, 0.48, 0.036],
  ["paid_social", "instagram", 0.65, 0.38, 0.012],
  ["paid_social", "tiktok", 0.35, 0.27, 0.009],
  ["display", "criteo", 0.6, 0.31, 0.004],
  ["display", "google_display", 0.4, 0.22, 0.003],
  ["affiliate", "coupang_partners", 0.5, 0.55, 0.05],
  ["affiliate", "rakuten", 0.5, 0.6, 0.045],
])}
), spent as (
  select day, channel, platform, day_no, channel_no,
    round(cents * share::double * ${scale})::bigint as cents,
    cost_per_click::double * (0.85 + 0.3 * rnd(platform, channel_no, day_no)) as cost_per_click,
    click_rate::double * (0.85 + 0.3 * rnd(platform, channel_no, day_no + 1000)) as click_rate
  from demo_budgets
  join demo_days using (day_no)
  join platforms using (channel)
)
select
  day as spend_date,
  channel,
  platform,
  money(cents) as spend,
  floor(cents / 100 / cost_per_click / click_rate)::bigint as impressions,
  floor(cents / 100 / cost_per_click)::bigint as clicks,
  'USD' as currency,
  loaded_nightly(day::timestamp) + case when rnd('late spend', channel_no, day_no) < 0.03 then interval 2 days else interval 0 days end as loaded_at
from spent
order by spend_date, channel, platform`;
