import { writeParquet } from "./sql.ts";
import type { DemoPeriod, DemoPlan, DemoStep } from "./types.ts";
import { lastDay } from "./world.ts";

/**
 * Writes `support_tickets` about a month's orders (unique: ticket_id). Most are about orders that went wrong, after which customers
 * drop out more often; 1.5% of the other orders bring a harmless question.
 *
 * | column | type | |
 * |---|---|---|
 * | ticket_id | BIGINT | |
 * | customer_id | BIGINT | |
 * | order_id | BIGINT | 20% null |
 * | opened_at | TIMESTAMP | |
 * | resolved_at | TIMESTAMP | null while open |
 * | channel | VARCHAR | email, chat, phone |
 * | reason | VARCHAR | late_delivery, damaged_item, wrong_item; question, invoice, address_change |
 * | priority | VARCHAR | low, normal, high |
 * | satisfaction | INTEGER | 1 to 5; half null |
 * | loaded_at | TIMESTAMP | |
 */
export function supportTicketSteps(plan: DemoPlan, period: DemoPeriod): readonly DemoStep[] {
  return [
    {
      name: `support_tickets ${period.name}`,
      sql: writeParquet(plan, `support_tickets/${period.name}.parquet`, tickets),
    },
  ];
}

const tickets = `
with drawn as (
  select
    *,
    placed_at + to_seconds(3600 + floor(86400 * 9 * rnd('ticket', order_id, 1) ** 2)::bigint) as opened_at,
    opened_at + to_seconds(600 + floor(86400 * 2 * exponential(rnd('ticket', order_id, 2)))::bigint) as closed_at
  from demo_placed
  where not is_guest and rnd('ticket', order_id) < case when is_trouble then 0.9 else 0.015 end
)
select
  order_id * 10 + 7 as ticket_id,
  customer_id,
  case when rnd('ticket', order_id, 3) >= 0.2 then order_id end as order_id,
  opened_at,
  case when closed_at < timestamp '${lastDay}' then closed_at end as resolved_at,
  pick(rnd('ticket', order_id, 4), ['email', 'email', 'chat', 'chat', 'chat', 'phone']) as channel,
  case
    when is_trouble then pick(rnd('ticket', order_id, 5), ['late_delivery', 'late_delivery', 'damaged_item', 'wrong_item'])
    else pick(rnd('ticket', order_id, 5), ['question', 'question', 'invoice', 'address_change'])
  end as reason,
  case when is_trouble then pick(rnd('ticket', order_id, 6), ['normal', 'high', 'high']) else pick(rnd('ticket', order_id, 6), ['low', 'low', 'normal']) end as priority,
  case when rnd('ticket', order_id, 7) < 0.5 and resolved_at is not null
    then case when is_trouble then pick(rnd('ticket', order_id, 8), [1, 1, 2, 2, 3]) else pick(rnd('ticket', order_id, 8), [3, 4, 4, 5, 5]) end
  end::integer as satisfaction,
  loaded_nightly(coalesce(resolved_at, opened_at)) as loaded_at
from drawn
where opened_at < timestamp '${lastDay}'
order by opened_at, ticket_id`;
