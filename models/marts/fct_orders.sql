with refunds as (
  select
    order_id,
    sum(refunded_amount) as refunded_amount,
    sum(open_refund_amount) as open_refund_amount,
    max(last_refunded_at) as last_refunded_at,
    count(*) as lines,
    sum(quantity) as units
  from {{ref "int_order_lines"}}
  group by order_id
),

coupons as (
  select order_id, min(redeemed_at) as redeemed_at, min(campaign_id) as campaign_id
  from {{ref "int_order_coupons"}}
  group by order_id
),

orders as (
  select
    orders.*,
    orders.status = 'completed' as is_completed,
    coalesce(refunds.lines, 0) as lines,
    coalesce(refunds.units, 0) as units,
    coalesce(refunds.refunded_amount, 0) as refunded_amount,
    coalesce(refunds.open_refund_amount, 0) as open_refund_amount,
    coalesce(orders.campaign_id, coupons.campaign_id) as credited_campaign_id,
    coupons.redeemed_at is not null as has_redemption
  from {{ref "stg_orders"}} as orders
  left join refunds on refunds.order_id = orders.order_id
  left join coupons on coupons.order_id = orders.order_id
)

select
  order_id,
  customer_id,
  anonymous_id,
  channel,
  store_id,
  status,
  is_completed,
  case
    when is_completed and refunded_amount > 0 and refunded_amount >= items_amount - discount_amount then 'refunded'
    when is_completed and refunded_amount > 0 then 'partly_refunded'
    else status
  end as settlement,
  payment_method,
  coupon_code,
  has_redemption,
  credited_campaign_id as campaign_id,
  lines,
  units,
  currency,
  items_amount,
  discount_amount,
  shipping_amount,
  total_amount,
  refunded_amount,
  open_refund_amount,
  case
    when is_completed then cast(items_amount - discount_amount - refunded_amount as decimal(12, 2))
    else cast(0 as decimal(12, 2))
  end as net_revenue,
  case
    when is_completed and customer_id is not null
      then row_number() over (partition by customer_id, is_completed order by ordered_at, order_id)
  end as customer_order_number,
  ordered_at,
  ordered_at_local,
  time_zone,
  cast(timezone('{{var "timezone"}}', timezone('UTC', ordered_at)) as date) as ordered_on,
  cancelled_at,
  updated_at,
  loaded_at
from orders
