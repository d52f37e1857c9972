select
  upper(coupon_code) as coupon_code,
  campaign_id,
  customer_id,
  discount_percent,
  issued_at,
  expires_at,
  loaded_at
from {{source "shop" "coupons"}}
