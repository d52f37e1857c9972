-- Some rows come more than once; a coupon is good for a product once, and `copies` says how often it was sent.
select
  md5(concat_ws('|', campaign_id, coupon_upc, product_id)) as coupon_product_id,
  campaign_id,
  coupon_upc,
  product_id,
  count(*) as copies
from {{source "grocer" "coupons"}}
group by campaign_id, coupon_upc, product_id
