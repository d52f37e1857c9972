with sessions as (
  select
    *,
    case
      when utm_medium in ('cpc', 'ppc', 'paid_search') then 'paid_search'
      when utm_medium in ('paid_social', 'social_paid') then 'paid_social'
      when utm_medium in ('display', 'banner', 'cpm') then 'display'
      when utm_medium = 'affiliate' then 'affiliate'
      when utm_medium = 'email' then 'email'
      when utm_medium = 'push' then 'push'
      when utm_source is null and coalesce(referrer, '') = '' then 'direct'
      when regexp_matches(referrer, '(?i)google\.|naver\.|bing\.|daum\.|yahoo\.|duckduckgo\.') then 'organic_search'
      when coalesce(referrer, '') <> '' then 'referral'
      else 'unknown'
    end as channel
  from {{ref "int_sessions"}}
)

select
  sessions.session_id,
  sessions.device_key,
  sessions.anonymous_id,
  sessions.customer_id,
  sessions.source,
  sessions.device,
  sessions.channel,
  channels.channel_group,
  sessions.started_at,
  {{toLocal "sessions.started_at" "sessions.time_zone"}} as started_at_local,
  cast(timezone('{{var "timezone"}}', timezone('UTC', sessions.started_at)) as date) as started_on,
  sessions.ended_at,
  epoch(sessions.ended_at - sessions.started_at) as duration_seconds,
  sessions.landing_page_url,
  sessions.referrer,
  sessions.utm_source,
  sessions.utm_medium,
  sessions.utm_campaign,
  sessions.events,
  sessions.page_views,
  sessions.product_views,
  sessions.cart_additions,
  sessions.checkouts,
  sessions.purchases,
  sessions.cart_additions > 0 as has_cart,
  sessions.checkouts > 0 as has_checkout,
  sessions.purchases > 0 as has_purchase,
  sessions.last_order_id,
  sessions.events = 1 as is_bounce,
  sessions.loaded_at
from sessions
left join {{ref "channel_groups"}} as channels on channels.channel = sessions.channel
