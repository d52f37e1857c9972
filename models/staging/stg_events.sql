-- Typed and deduplicated once, then kept: each build reads what was loaded since. A redelivery has the idempotency key of the first
-- delivery, often weeks later; whichever was received first stays (merge_update_condition in the YAML). Network addresses and user agents
-- are not kept: all we want of them is whether a robot was at work; nor are the senders' event ids, which some redeliveries change.
with new_events as (
  select *
  from {{source "shop" "events"}}
  {{#if incremental}}
  where loaded_at >= (select max(loaded_at) from {{this}})
  {{/if}}
),

first_deliveries as (
  select *
  from new_events
  qualify row_number() over (partition by idempotency_key order by received_at, event_id) = 1
),

parsed as (
  select
    *,
    {{parseTimestamp "event_time" "time_zone"}} as sent_event_at,
    from_json(properties, '{"product_id": "BIGINT", "price": "DECIMAL(12,2)", "quantity": "INTEGER", "order_id": "BIGINT",
      "value": "DECIMAL(12,2)", "coupon_code": "VARCHAR", "campaign_id": "VARCHAR", "query": "VARCHAR"}') as p,
    from_json(context, '{"user_agent": "VARCHAR", "locale": "VARCHAR", "app_version": "VARCHAR",
      "utm_source": "VARCHAR", "utm_medium": "VARCHAR", "utm_campaign": "VARCHAR"}') as c
  from first_deliveries
),

timed as (
  select
    *,
    case
      when sent_event_at is null then 'unparsed'
      when sent_event_at > received_at then 'ahead'
      else 'ok'
    end as clock_quality,
    coalesce(least(sent_event_at, received_at), received_at) as occurred_at
  from parsed
)

select
  idempotency_key as event_key,
  source,
  event_name,
  try_cast(nullif(user_id, '') as bigint) as user_customer_id,
  anonymous_id,
  case
    when anonymous_id is not null then 'device:' || anonymous_id
    when nullif(user_id, '') is not null then 'user:' || user_id
    else 'event:' || idempotency_key
  end as device_key,
  session_key,
  occurred_at,
  {{toLocal "occurred_at" "time_zone"}} as occurred_at_local,
  time_zone,
  clock_quality,
  received_at,
  received_at - occurred_at > interval '1 hour' as is_late,
  page_url,
  referrer,
  device,
  p.product_id,
  p.price,
  p.quantity,
  p.order_id,
  p.value as event_value,
  upper(nullif(p.coupon_code, '')) as coupon_code,
  p.campaign_id,
  p.query as search_query,
  {{> is_bot user_agent="c.user_agent"}} as is_bot,
  c.locale,
  c.app_version,
  c.utm_source,
  c.utm_medium,
  c.utm_campaign,
  loaded_at
from timed
