import { writeParquet } from "./sql.ts";
import type { DemoPlan, DemoStep } from "./types.ts";
import { lastDay } from "./world.ts";

/**
 * Writes `consents`, a log (unique: consent_id): for a customer and purpose the row with the latest recorded_at counts.
 *
 * | column | type | |
 * |---|---|---|
 * | consent_id | BIGINT | |
 * | customer_id | BIGINT | |
 * | purpose | VARCHAR | email_marketing, push_marketing, analytics, profiling |
 * | granted | BOOLEAN | |
 * | recorded_at | TIMESTAMP | |
 * | source | VARCHAR | signup, app, preferences, unsubscribe |
 * | loaded_at | TIMESTAMP | |
 *
 * Campaigns write to nobody whose consent is not there at the hour of sending.
 */
export function consentSteps(plan: DemoPlan): readonly DemoStep[] {
  return [{ name: "consents", sql: writeParquet(plan, "consents.parquet", consents) }];
}

const consents = `
with said as (
  select customer_id, 0 as no, 'email_marketing' as purpose, email_consent_at is not null as granted, signup_at as recorded_at, 'signup' as source
  from demo_customers
  union all
  select customer_id, 1, 'email_marketing', false, email_withdrawn_at, 'unsubscribe'
  from demo_customers
  where email_consent_at is not null and email_withdrawn_at is not null
  union all
  select customer_id, 2, 'push_marketing', true, push_consent_at, 'app'
  from demo_customers
  where push_consent_at is not null
  union all
  select customer_id, 3, 'analytics', rnd('analytics', customer_id) < 0.85, signup_at, 'signup'
  from demo_customers
  union all
  select customer_id, 4, 'profiling', rnd('profiling', customer_id) < 0.6, signup_at, 'signup'
  from demo_customers
  union all
  select customer_id, 5, 'profiling', rnd('profiling', customer_id) >= 0.6, signup_at + to_days(10 + floor(300 * rnd('profiling', customer_id, 1))::integer), 'preferences'
  from demo_customers
  where rnd('changes mind', customer_id) < 0.05
)
select
  customer_id * 10 + no as consent_id,
  customer_id,
  purpose,
  granted,
  recorded_at,
  source,
  loaded_hourly(recorded_at) as loaded_at
from said
where recorded_at < timestamp '${lastDay}'
order by recorded_at, consent_id`;
