-- Who redeemed which coupon for which order; a redemption of somebody else's coupon keeps both names.
select
  redemptions.redemption_id,
  redemptions.coupon_code,
  redemptions.order_id,
  redemptions.customer_id,
  coupons.customer_id as issued_to_customer_id,
  coupons.campaign_id,
  coupons.issued_at,
  coupons.expires_at,
  redemptions.redeemed_at,
  redemptions.discount_amount,
  redemptions.redeemed_at > coupons.expires_at as is_after_expiry
from {{ref "stg_coupon_redemptions"}} as redemptions
join {{ref "stg_coupons"}} as coupons on coupons.coupon_code = redemptions.coupon_code
