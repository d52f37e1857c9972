{{config severity="warn" error_if="> 100"}}
-- A purchase that a browser or app reports is an order of that channel.
select events.event_key, events.order_id
from {{ref "fct_events"}} as events
left join {{ref "fct_orders"}} as orders on orders.order_id = events.order_id
where events.event_name = 'purchase'
  and orders.order_id is null
