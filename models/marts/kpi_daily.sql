-- One row per day of the shop's time zone, days without a sale included.
with orders as (
  select
    ordered_on as date_day,
    count(*) filter (where is_completed) as orders,
    count(*) filter (where status = 'cancelled') as cancelled_orders,
    sum(items_amount) filter (where is_completed) as items_amount,
    sum(discount_amount) filter (where is_completed) as discount_amount,
    sum(refunded_amount) filter (where is_completed) as refunded_amount,
    sum(net_revenue) as net_revenue,
    count(*) filter (where is_completed and has_redemption) as coupon_orders,
    count(distinct customer_id) filter (where is_completed) as buyers,
    count(*) filter (where customer_order_number = 1) as first_orders,
    count(*) filter (where customer_order_number > 1) as repeat_orders
  from {{ref "fct_orders"}}
  group by date_day
),

sessions as (
  select
    started_on as date_day,
    count(*) as sessions,
    count(*) filter (where has_purchase) as converting_sessions,
    count(*) filter (where has_cart) as cart_sessions,
    count(*) filter (where has_cart and not has_purchase) as abandoned_cart_sessions
  from {{ref "fct_sessions"}}
  group by date_day
),

coupons as (
  select
    cast(timezone('{{var "timezone"}}', timezone('UTC', coupon_issued_at)) as date) as date_day,
    count(*) as coupons_issued,
    count(redeemed_at) as coupons_redeemed
  from {{ref "fct_campaign_touches"}}
  where coupon_code is not null
  group by date_day
),

signups as (
  select signup_date as date_day, count(*) as signups
  from {{ref "stg_customers"}}
  group by date_day
),

days as (
  select cast(unnest(generate_series(min(date_day), max(date_day), interval 1 day)) as date) as date_day
  from orders
)

select
  days.date_day,
  coalesce(orders.orders, 0) as orders,
  coalesce(orders.cancelled_orders, 0) as cancelled_orders,
  coalesce(orders.items_amount, 0) as items_amount,
  coalesce(orders.discount_amount, 0) as discount_amount,
  coalesce(orders.refunded_amount, 0) as refunded_amount,
  coalesce(orders.net_revenue, 0) as net_revenue,
  cast(orders.net_revenue / nullif(orders.orders, 0) as decimal(12, 2)) as average_order_value,
  coalesce(orders.buyers, 0) as buyers,
  coalesce(orders.first_orders, 0) as first_orders,
  coalesce(orders.repeat_orders, 0) as repeat_orders,
  orders.repeat_orders / nullif(orders.first_orders + orders.repeat_orders, 0) as repeat_purchase_rate,
  coalesce(sessions.sessions, 0) as sessions,
  coalesce(sessions.converting_sessions, 0) as converting_sessions,
  sessions.converting_sessions / nullif(sessions.sessions, 0) as conversion_rate,
  coalesce(sessions.cart_sessions, 0) as cart_sessions,
  coalesce(sessions.abandoned_cart_sessions, 0) as abandoned_cart_sessions,
  sessions.abandoned_cart_sessions / nullif(sessions.cart_sessions, 0) as cart_abandonment_rate,
  coalesce(coupons.coupons_issued, 0) as coupons_issued,
  coalesce(coupons.coupons_redeemed, 0) as coupons_redeemed,
  coupons.coupons_redeemed / nullif(coupons.coupons_issued, 0) as coupon_redemption_rate,
  orders.coupon_orders / nullif(orders.orders, 0) as coupon_order_share,
  coalesce(signups.signups, 0) as signups
from days
left join orders on orders.date_day = days.date_day
left join sessions on sessions.date_day = days.date_day
left join coupons on coupons.date_day = days.date_day
left join signups on signups.date_day = days.date_day
order by days.date_day
