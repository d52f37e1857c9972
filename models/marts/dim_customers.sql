with orders as (
  select
    customer_id,
    min(ordered_at) as first_ordered_at,
    max(ordered_at) as last_ordered_at,
    count(*) as orders,
    sum(net_revenue) as net_revenue,
    sum(refunded_amount) as refunded_amount
  from {{ref "fct_orders"}}
  where is_completed
    and customer_id is not null
  group by customer_id
),

sessions as (
  select customer_id, count(*) as sessions, max(ended_at) as last_seen_at
  from {{ref "fct_sessions"}}
  where customer_id is not null
  group by customer_id
),

latest as (
  select max(ordered_at) as ordered_at from {{ref "fct_orders"}}
)

select
  customers.customer_id,
  customers.household_id,
  customers.first_name,
  customers.last_name,
  customers.email,
  customers.phone,
  customers.gender,
  customers.age_group,
  customers.country,
  countries.country_name,
  customers.city,
  customers.postal_code,
  customers.time_zone,
  countries.currency as home_currency,
  customers.acquisition_channel,
  channels.channel_group as acquisition_channel_group,
  customers.tier,
  customers.signup_at,
  customers.signup_date,
  case
    when customers.email is not null
      then nullif(min(customers.customer_id) over (partition by customers.email), customers.customer_id)
  end as duplicate_of_customer_id,
  coalesce(consents.has_email_consent, false) as has_email_consent,
  coalesce(consents.has_push_consent, false) as has_push_consent,
  coalesce(consents.has_analytics_consent, false) as has_analytics_consent,
  coalesce(consents.has_profiling_consent, false) as has_profiling_consent,
  coalesce(orders.orders, 0) as lifetime_orders,
  coalesce(orders.net_revenue, 0) as lifetime_net_revenue,
  coalesce(orders.refunded_amount, 0) as lifetime_refunded_amount,
  orders.first_ordered_at,
  orders.last_ordered_at,
  coalesce(sessions.sessions, 0) as lifetime_sessions,
  sessions.last_seen_at,
  case
    when orders.customer_id is null then 'prospect'
    when orders.last_ordered_at < latest.ordered_at - interval '{{var "churn_days"}} days' then 'lapsed'
    when orders.orders = 1 then 'new'
    else 'active'
  end as lifecycle_stage,
  customers.updated_at,
  customers.loaded_at
from {{ref "stg_customers"}} as customers
cross join latest
left join {{ref "country_settings"}} as countries on countries.country = customers.country
left join {{ref "channel_groups"}} as channels on channels.channel = customers.acquisition_channel
left join {{ref "int_current_consents"}} as consents on consents.customer_id = customers.customer_id
left join orders on orders.customer_id = customers.customer_id
left join sessions on sessions.customer_id = customers.customer_id
