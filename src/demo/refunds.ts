import { sqlList, writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { categories, lastDay } from "./world.ts";

/**
 * Writes `refunds` of a month's orders (unique: refund_id). How often a line comes back depends on its category.
 *
 * | column | type | |
 * |---|---|---|
 * | refund_id | BIGINT | |
 * | order_id | BIGINT | 0.3% name an order that does not exist |
 * | line_number | INTEGER | |
 * | amount | DECIMAL(12,2) | what was paid for the line, or half of it |
 * | reason | VARCHAR | size, damaged, changed_mind, not_as_described, late |
 * | requested_at | TIMESTAMP | 2 to 14 days after the order |
 * | refunded_at | TIMESTAMP | null while open |
 * | loaded_at | TIMESTAMP | |
 */
export function refundSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    { name: `refunds ${period.name}`, sql: writeParquet(plan, `refunds/${period.name}.parquet`, refunds) },
  ];
}

const refunds = `
with drawn as (
  select
    order_id,
    line_number,
    line_category_no,
    demo_lines.is_trouble,
    line_cents - discount_cents as paid_cents,
    placed_at + to_seconds(floor(86400 * (2 + 12 * rnd('refund requested', order_id, line_number)))::bigint) as requested_at,
    requested_at + to_seconds(floor(86400 * (1 + 4 * rnd('refunded', order_id, line_number)))::bigint) as done_at
  from demo_lines
  join demo_placed using (order_id)
  where status = 'completed'
    and line_cents - discount_cents > 0
    and rnd('refund', order_id, line_number) < ${sqlList(categories.map((c) => c.refund))}[line_category_no + 1]::double
      * case when demo_lines.is_trouble then 2.5 else 1 end
)
select
  order_id * 10 + line_number as refund_id,
  case when rnd('lost order', order_id, line_number) < 0.003 then order_id + 9000000000000 else order_id end as order_id,
  line_number,
  money(case when rnd('half', order_id, line_number) < 0.15 then paid_cents // 2 else paid_cents end) as amount,
  case
    when is_trouble then pick(rnd('reason', order_id, line_number), ['damaged', 'late', 'not_as_described'])
    when line_category_no in (7, 8) then pick(rnd('reason', order_id, line_number), ['size', 'size', 'changed_mind', 'not_as_described'])
    else pick(rnd('reason', order_id, line_number), ['changed_mind', 'changed_mind', 'damaged', 'not_as_described'])
  end as reason,
  requested_at,
  case when done_at < timestamp '${lastDay}' then done_at end as refunded_at,
  loaded_nightly(coalesce(refunded_at, requested_at)) as loaded_at
from drawn
where requested_at < timestamp '${lastDay}'
order by requested_at, refund_id`;
