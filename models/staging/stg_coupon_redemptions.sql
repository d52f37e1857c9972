select
  redemption_id,
  upper(coupon_code) as coupon_code,
  order_id,
  customer_id,
  redeemed_at,
  discount_amount,
  loaded_at
from {{source "shop" "coupon_redemptions"}}
