select
  ticket_id,
  customer_id,
  order_id,
  opened_at,
  resolved_at,
  channel,
  reason,
  priority,
  satisfaction,
  loaded_at
from {{source "shop" "support_tickets"}}
