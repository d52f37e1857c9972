-- Some orders were exported twice, first while pending: the row loaded last is the order.
with latest_exports as (
  select *
  from {{source "shop" "orders"}}
  qualify row_number() over (partition by order_id order by loaded_at desc, updated_at desc) = 1
)

select
  order_id,
  customer_id,
  nullif(anonymous_id, '') as anonymous_id,
  ordered_at,
  {{toLocal "ordered_at" "time_zone"}} as ordered_at_local,
  time_zone,
  lower(trim(channel)) as channel,
  store_id,
  lower(trim(status)) as status,
  payment_method,
  upper(nullif(trim(coupon_code), '')) as coupon_code,
  campaign_id,
  currency,
  items_amount,
  discount_amount,
  shipping_amount,
  total_amount,
  cancelled_at,
  updated_at,
  loaded_at
from latest_exports
