-- Events of people: robots are left out (int_events marks them). An event that comes late can move the sessions of its device and name the
-- customer of earlier events, so the devices that int_events worked out again are written again, whole.
select
  events.event_key,
  events.source,
  events.event_name,
  worked_out.customer_id,
  worked_out.identity_method,
  events.anonymous_id,
  events.device_key,
  worked_out.session_id,
  worked_out.session_sequence,
  events.occurred_at,
  events.occurred_at_local,
  events.time_zone,
  events.received_at,
  events.is_late,
  events.clock_quality,
  events.page_url,
  events.referrer,
  events.device,
  events.product_id,
  products.category,
  events.price,
  events.quantity,
  events.order_id,
  events.event_value,
  events.coupon_code,
  events.campaign_id,
  events.search_query,
  events.utm_source,
  events.utm_medium,
  events.utm_campaign,
  events.loaded_at
from {{ref "stg_events"}} as events
join {{ref "int_events"}} as worked_out on worked_out.event_key = events.event_key
left join {{ref "stg_products"}} as products on products.product_id = events.product_id
where not events.is_bot
  {{#if incremental}}
  and events.device_key in (
    select device_key from {{ref "int_events"}} where loaded_at >= (select max(loaded_at) from {{this}})
  )
  {{/if}}
