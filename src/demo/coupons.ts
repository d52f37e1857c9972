import { writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";

/**
 * Writes a month of `coupons` (unique: coupon_code; one per treated member of a coupon campaign) and of `coupon_redemptions`
 * (unique: redemption_id, coupon_code).
 *
 * | coupons | type | |
 * |---|---|---|
 * | coupon_code | VARCHAR | |
 * | campaign_id | VARCHAR | |
 * | customer_id | BIGINT | |
 * | discount_percent | INTEGER | |
 * | issued_at, expires_at | TIMESTAMP | 14 days apart |
 * | loaded_at | TIMESTAMP | |
 *
 * | coupon_redemptions | type | |
 * |---|---|---|
 * | redemption_id | BIGINT | |
 * | coupon_code | VARCHAR | |
 * | order_id, customer_id | BIGINT | |
 * | redeemed_at | TIMESTAMP | when the order was placed; cancelled and failed orders give theirs back, so they are not here |
 * | discount_amount | DECIMAL(12,2) | equals the order's |
 * | loaded_at | TIMESTAMP | |
 */
export function couponSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `coupons ${period.name}`, sql: writeParquet(plan, `coupons/${period.name}.parquet`, coupons) },
    {
      name: `coupon_redemptions ${period.name}`,
      sql: writeParquet(plan, `coupon_redemptions/${period.name}.parquet`, redemptions),
    },
  ];
}

const coupons = `
select
  coupon_code,
  campaign_id,
  customer_id,
  discount_percent::integer as discount_percent,
  sent_at as issued_at,
  expires_at,
  loaded_hourly(sent_at) as loaded_at
from demo_members
where coupon_code is not null
order by campaign_no, customer_id`;

const redemptions = `
select
  order_id * 10 + 3 as redemption_id,
  coupon_code,
  order_id,
  customer_id,
  placed_at as redeemed_at,
  money(discount_cents) as discount_amount,
  loaded_hourly(placed_at) as loaded_at
from demo_placed
join demo_totals using (order_id)
where coupon_code is not null and status not in ('cancelled', 'payment_failed')
order by placed_at, order_id`;
