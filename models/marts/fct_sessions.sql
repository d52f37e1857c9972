with first_events as (
  select
    session_id,
    device_key,
    anonymous_id,
    source,
    device,
    time_zone,
    page_url as landing_page_url,
    referrer,
    utm_source,
    utm_medium,
    utm_campaign,
    case
      when utm_medium in ('cpc', 'ppc', 'paid_search') then 'paid_search'
      when utm_medium in ('paid_social', 'social_paid') then 'paid_social'
      when utm_medium in ('display', 'banner', 'cpm') then 'display'
      when utm_medium in ('affiliate', 'email', 'push') then utm_medium
      when utm_source is null and coalesce(referrer, '') = '' then 'direct'
      when regexp_matches(referrer, '(?i)google\.|naver\.|bing\.|daum\.|yahoo\.|duckduckgo\.') then 'organic_search'
      when coalesce(referrer, '') <> '' then 'referral'
      else 'unknown'
    end as channel
  from {{ref "fct_events"}}
  where session_sequence = 1
),

added_up as (
  select
    session_id,
    arg_max(customer_id, occurred_at) as customer_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) as events,
    count(*) filter (where event_name = 'page_view') as page_views,
    count(*) filter (where event_name = 'product_view') as product_views,
    count(*) filter (where event_name = 'add_to_cart') as cart_additions,
    count(*) filter (where event_name = 'begin_checkout') as checkouts,
    count(*) filter (where event_name = 'purchase') as purchases,
    arg_max(order_id, occurred_at) filter (where event_name = 'purchase') as last_order_id,
    max(loaded_at) as loaded_at
  from {{ref "fct_events"}}
  where session_id is not null
  group by session_id
)

select
  added_up.session_id,
  first_events.device_key,
  first_events.anonymous_id,
  added_up.customer_id,
  first_events.source,
  first_events.device,
  first_events.channel,
  channels.channel_group,
  added_up.started_at,
  {{toLocal "added_up.started_at" "first_events.time_zone"}} as started_at_local,
  cast(timezone('{{var "timezone"}}', timezone('UTC', added_up.started_at)) as date) as started_on,
  added_up.ended_at,
  epoch(added_up.ended_at - added_up.started_at) as duration_seconds,
  first_events.landing_page_url,
  first_events.referrer,
  first_events.utm_source,
  first_events.utm_medium,
  first_events.utm_campaign,
  added_up.events,
  added_up.page_views,
  added_up.product_views,
  added_up.cart_additions,
  added_up.checkouts,
  added_up.purchases,
  added_up.cart_additions > 0 as has_cart,
  added_up.checkouts > 0 as has_checkout,
  added_up.purchases > 0 as has_purchase,
  added_up.events = 1 as is_bounce,
  added_up.last_order_id,
  added_up.loaded_at
from added_up
join first_events on first_events.session_id = added_up.session_id
left join {{ref "channel_groups"}} as channels on channels.channel = first_events.channel
