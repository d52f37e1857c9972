import { writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { firstDay, lastDay, monthCount } from "./world.ts";

/**
 * Writes `campaigns` (unique: campaign_id): each month a coupon and a newsletter by e-mail, every other month a push.
 *
 * | column | type | |
 * |---|---|---|
 * | campaign_id | VARCHAR | CMP-2024-03-COUPON |
 * | name | VARCHAR | |
 * | kind | VARCHAR | coupon, newsletter, push |
 * | channel | VARCHAR | email, push |
 * | purpose | VARCHAR | the consent it needs: email_marketing, push_marketing |
 * | sent_on | DATE | |
 * | window_ends_at | TIMESTAMP | 14 days later, still in the same month for coupons |
 * | discount_percent | INTEGER | coupons only |
 * | treatment_share, holdout_share | DOUBLE | of those who may be written to |
 * | updated_at, loaded_at | TIMESTAMP | |
 */
export function campaignSteps(plan: DemoPlan): readonly DemoStep[] {
  return [
    { name: "campaigns' plan", sql: campaigns },
    { name: "campaigns", sql: writeParquet(plan, "campaigns.parquet", rawCampaigns) },
  ];
}

/**
 * Writes `campaign_members` of a month's campaigns (key: campaign_id, customer_id). Who is in which arm is drawn by lot, and the hour
 * of sending too; the holdout gets nothing.
 *
 * | column | type | |
 * |---|---|---|
 * | campaign_id | VARCHAR | |
 * | customer_id | BIGINT | |
 * | arm | VARCHAR | treatment, holdout |
 * | assigned_at | TIMESTAMP | the day before |
 * | sent_at | TIMESTAMP | null in the holdout |
 * | loaded_at | TIMESTAMP | |
 *
 * `demo_members` keeps beside them what each message does: whether and when it is opened and clicked, and whether the coupon brings
 * one more order (`extra_at`). Messages are opened more the nearer they come to the customer's `best_hour`.
 */
export function campaignMemberSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `campaigns of ${period.name}`, sql: members(period) },
    {
      name: `campaign_members ${period.name}`,
      sql: writeParquet(plan, `campaign_members/${period.name}.parquet`, rawMembers),
    },
  ];
}

const campaigns = `
create or replace temp table demo_campaigns as
with kinds (kind_no, kind, channel, purpose, first_day, days, treatment_share, holdout_share) as (values
  (1, 'coupon', 'email', 'email_marketing', 3, 10, 0.4, 0.1),
  (2, 'newsletter', 'email', 'email_marketing', 16, 9, 0.3, 0.05),
  (3, 'push', 'push', 'push_marketing', 6, 18, 0.5, 0.1)
)
select
  (month_no * 3 + kind_no)::integer as campaign_no,
  month_no::integer as month_no,
  kind,
  channel,
  purpose,
  treatment_share::double as treatment_share,
  holdout_share::double as holdout_share,
  (date '${firstDay}' + to_months(month_no::integer))::date as month_day,
  month_day + (first_day - 1 + floor(days * rnd('campaign day', month_no, kind_no)))::integer as sent_on,
  strftime(month_day, 'CMP-%Y-%m-') || upper(kind) as campaign_id,
  case kind when 'coupon' then pick(rnd('discount', month_no), [10, 10, 15, 20]) end as discount_percent
from kinds, range(${monthCount}) as months (month_no)
where kind <> 'push' or month_no % 2 = 0
order by campaign_no`;

const rawCampaigns = `
select
  campaign_id,
  case kind
    when 'coupon' then discount_percent || '% off in ' || monthname(sent_on)
    when 'newsletter' then monthname(sent_on) || ' letter'
    else 'New in the app, ' || monthname(sent_on) end || strftime(sent_on, ' %Y') as name,
  kind,
  channel,
  purpose,
  sent_on,
  sent_on::timestamp + interval 14 days as window_ends_at,
  discount_percent::integer as discount_percent,
  treatment_share,
  holdout_share,
  sent_on::timestamp - interval 54 hours as updated_at,
  loaded_nightly(sent_on::timestamp - interval 54 hours) as loaded_at
from demo_campaigns
order by campaign_no`;

const members = (period: DemoPeriod) => `
create or replace temp table demo_members as
with drawn as (
  select
    customer_id,
    campaign_no,
    campaign_id,
    kind,
    discount_percent,
    rnd('arm', customer_id, campaign_no) < treatment_share as is_treated,
    pick(rnd('send hour', customer_id, campaign_no), [8, 12, 18, 21])::integer as send_hour,
    sent_on::timestamp + to_hours(send_hour) + to_seconds(floor(600 * rnd('send second', customer_id, campaign_no))::bigint)
      - to_minutes(offset_minutes) as sent_at,
    open_rate * (0.35 + 1.3 * greatest(0, 1 - least((send_hour - best_hour + 24) % 24, (best_hour - send_hour + 24) % 24) / 5)) as open_chance,
    coupon_uplift,
    country_no,
    has_app,
    first_order_at,
    case when kind = 'push' then push_consent_at else email_consent_at end as consent_at,
    case when kind <> 'push' then email_withdrawn_at end as withdrawn_at,
    quiet_at,
    coalesce(dropped_at, timestamp '${lastDay}') as alive_until,
    month_day
  from demo_customers
  join demo_campaigns
    on month_no >= ${period.fromMonth} and month_no < ${period.toMonth}
    and rnd('arm', customer_id, campaign_no) < treatment_share + holdout_share
    and signup_at < sent_on::timestamp - interval 1 day
  join demo_zone_days using (country_no)
  where demo_zone_days.day_no = sent_on - date '${firstDay}'
), reached as (
  select
    * exclude (open_chance),
    sent_at < quiet_at and rnd('open', customer_id, campaign_no) < open_chance
      or rnd('open', customer_id, campaign_no) < 0.02 as is_opened,
    is_opened and sent_at < quiet_at and rnd('click', customer_id, campaign_no) < 0.22 as is_clicked,
    is_treated and kind = 'coupon' and sent_at between first_order_at and alive_until
      and rnd('extra', customer_id, campaign_no) < coupon_uplift as is_extra
  from drawn
  where consent_at < sent_at and (withdrawn_at is null or withdrawn_at > sent_at)
)
select
  customer_id,
  campaign_no,
  campaign_id,
  kind,
  discount_percent,
  is_treated,
  sent_at,
  country_no,
  has_app,
  case when kind = 'coupon' and is_treated
    then printf('C%s-%s', strftime(month_day, '%y%m'), lpad(upper(to_base(customer_id, 36)), 6, '0')) end as coupon_code,
  case when kind = 'coupon' then sent_at + interval 14 days end as expires_at,
  case when is_treated and is_opened
    then sent_at + to_seconds(20 + floor(5400 * exponential(rnd('opened', customer_id, campaign_no)))::bigint) end as opened_at,
  case when is_treated and is_clicked
    then opened_at + to_seconds(5 + floor(40 * exponential(rnd('clicked', customer_id, campaign_no)))::bigint) end as clicked_at,
  case when is_extra
    then sent_at + to_seconds(3600 + floor(86400 * 13.5 * rnd('extra after', customer_id, campaign_no) ** 1.7)::bigint) end as extra_at
from reached
order by campaign_no, customer_id`;

const rawMembers = `
select
  campaign_id,
  customer_id,
  case when is_treated then 'treatment' else 'holdout' end as arm,
  date_trunc('day', sent_at) - interval 1 day as assigned_at,
  case when is_treated then sent_at end as sent_at,
  loaded_nightly(date_trunc('day', sent_at) - interval 1 day) as loaded_at
from demo_members
order by campaign_no, customer_id`;
