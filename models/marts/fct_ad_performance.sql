-- Paid channels by day of the shop: what was spent, what came of it. Sessions and orders count for the channel that started the session.
with spend as (
  select
    spend_date as date_day,
    channel,
    sum(spend_amount) as spend_amount,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    max(loaded_at) as loaded_at
  from {{ref "stg_ad_spend"}}
  group by all
),

sessions as (
  select
    sessions.started_on as date_day,
    sessions.channel,
    count(*) as sessions,
    count(*) filter (where sessions.has_purchase) as converting_sessions,
    sum(orders.net_revenue) as net_revenue
  from {{ref "fct_sessions"}} as sessions
  left join {{ref "fct_orders"}} as orders on orders.order_id = sessions.last_order_id
  group by all
),

signups as (
  select signup_date as date_day, acquisition_channel as channel, count(*) as signups
  from {{ref "stg_customers"}}
  group by all
)

select
  {{surrogateKey "spend.date_day" "spend.channel"}} as ad_performance_id,
  spend.date_day,
  spend.channel,
  spend.spend_amount,
  spend.impressions,
  spend.clicks,
  coalesce(sessions.sessions, 0) as sessions,
  coalesce(sessions.converting_sessions, 0) as converting_sessions,
  coalesce(sessions.net_revenue, 0) as net_revenue,
  coalesce(signups.signups, 0) as signups,
  cast(spend.spend_amount / nullif(signups.signups, 0) as decimal(12, 2)) as cost_per_signup,
  coalesce(sessions.net_revenue, 0) / nullif(spend.spend_amount, 0) as return_on_ad_spend,
  spend.loaded_at
from spend
left join sessions on sessions.date_day = spend.date_day and sessions.channel = spend.channel
left join signups on signups.date_day = spend.date_day and signups.channel = spend.channel
