-- One row per campaign and member, those held out included, so that the effect can be read as a difference of the two arms.
with messages as (
  select
    campaign_id,
    user_customer_id as customer_id,
    min(occurred_at) filter (where event_name in ('email_sent', 'push_sent')) as delivered_at,
    min(occurred_at) filter (where event_name in ('email_opened', 'push_opened')) as opened_at,
    min(occurred_at) filter (where event_name = 'email_clicked') as clicked_at,
    min(occurred_at) filter (where event_name = 'email_unsubscribed') as unsubscribed_at
  from {{ref "stg_events"}}
  where source in ('email', 'push')
    and campaign_id is not null
    and user_customer_id is not null
  group by campaign_id, user_customer_id
),

coupons as (
  select
    coupons.campaign_id,
    coupons.customer_id,
    coupons.coupon_code,
    coupons.issued_at,
    coupons.expires_at,
    redemptions.redeemed_at,
    redemptions.order_id as redeemed_order_id,
    redemptions.discount_amount as redeemed_discount_amount
  from {{ref "stg_coupons"}} as coupons
  left join {{ref "int_order_coupons"}} as redemptions on redemptions.coupon_code = coupons.coupon_code
),

orders_in_window as (
  select
    members.campaign_touch_id,
    count(*) as orders,
    sum(orders.net_revenue) as net_revenue,
    min(orders.ordered_at) as first_ordered_at
  from {{ref "stg_campaign_members"}} as members
  join {{ref "stg_campaigns"}} as campaigns on campaigns.campaign_id = members.campaign_id
  join {{ref "fct_orders"}} as orders
    on orders.customer_id = members.customer_id
    and orders.ordered_at >= coalesce(members.sent_at, members.assigned_at)
    and orders.ordered_at < campaigns.window_ends_at
    and orders.is_completed
  group by members.campaign_touch_id
)

select
  members.campaign_touch_id,
  members.campaign_id,
  members.customer_id,
  campaigns.campaign_kind,
  campaigns.channel,
  members.arm,
  members.assigned_at,
  members.sent_at,
  messages.delivered_at,
  messages.opened_at,
  messages.clicked_at,
  messages.unsubscribed_at,
  coupons.coupon_code,
  coupons.issued_at as coupon_issued_at,
  coupons.expires_at as coupon_expires_at,
  coupons.redeemed_at,
  coupons.redeemed_order_id,
  coupons.redeemed_discount_amount,
  coalesce(orders_in_window.orders, 0) as orders_in_window,
  coalesce(orders_in_window.net_revenue, 0) as net_revenue_in_window,
  orders_in_window.first_ordered_at as first_ordered_in_window_at,
  members.loaded_at
from {{ref "stg_campaign_members"}} as members
join {{ref "stg_campaigns"}} as campaigns on campaigns.campaign_id = members.campaign_id
left join messages on messages.campaign_id = members.campaign_id and messages.customer_id = members.customer_id
left join coupons on coupons.campaign_id = members.campaign_id and coupons.customer_id = members.customer_id
left join orders_in_window on orders_in_window.campaign_touch_id = members.campaign_touch_id
