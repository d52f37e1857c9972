select
  ticket_id,
  customer_id,
  order_id,
  channel,
  reason,
  priority,
  opened_at,
  resolved_at,
  resolved_at is null as is_open,
  date_diff('minute', opened_at, resolved_at) as minutes_to_resolve,
  satisfaction,
  loaded_at
from {{ref "stg_support_tickets"}}
