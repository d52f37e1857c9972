{{config severity="warn"}}
-- A coupon is issued to one customer and should be redeemed by that one, before it expires.
select redemption_id, coupon_code, customer_id, issued_to_customer_id, is_after_expiry
from {{ref "int_order_coupons"}}
where customer_id is distinct from issued_to_customer_id
  or is_after_expiry
