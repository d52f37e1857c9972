-- One row per session of a person (robots left out) on the web or in the app.
select
  session_id,
  any_value(device_key) as device_key,
  any_value(anonymous_id) as anonymous_id,
  arg_max(customer_id, occurred_at) filter (where customer_id is not null) as customer_id,
  any_value(source order by session_sequence) as source,
  any_value(device order by session_sequence) as device,
  min(occurred_at) as started_at,
  max(occurred_at) as ended_at,
  arg_min(time_zone, session_sequence) as time_zone,
  arg_min(page_url, session_sequence) as landing_page_url,
  arg_min(referrer, session_sequence) as referrer,
  arg_min(utm_source, session_sequence) as utm_source,
  arg_min(utm_medium, session_sequence) as utm_medium,
  arg_min(utm_campaign, session_sequence) as utm_campaign,
  count(*) as events,
  count(*) filter (where event_name = 'page_view') as page_views,
  count(*) filter (where event_name = 'product_view') as product_views,
  count(*) filter (where event_name = 'add_to_cart') as cart_additions,
  count(*) filter (where event_name = 'begin_checkout') as checkouts,
  count(*) filter (where event_name = 'purchase') as purchases,
  max(order_id) filter (where event_name = 'purchase') as last_order_id,
  max(loaded_at) as loaded_at
from {{ref "int_events"}}
where session_id is not null
  and not is_bot
group by session_id
