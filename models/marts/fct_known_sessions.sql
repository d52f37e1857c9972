-- Sessions made of the events that name their customer, and of nothing that only a later login told.
select
  session_id,
  customer_id,
  min(occurred_at) as started_at,
  max(occurred_at) as ended_at,
  epoch(max(occurred_at) - min(occurred_at)) as duration_seconds,
  arg_min(device, (occurred_at, event_key)) as device,
  count(*) as events,
  count(*) filter (where event_name = 'page_view') as page_views,
  count(*) filter (where event_name = 'product_view') as product_views,
  count(*) filter (where event_name = 'add_to_cart') > 0 as has_cart,
  count(*) filter (where event_name = 'purchase') > 0 as has_purchase,
  max(loaded_at) as loaded_at
from {{ref "fct_events"}}
where session_id is not null
  and identity_method = 'observed'
group by session_id, customer_id
