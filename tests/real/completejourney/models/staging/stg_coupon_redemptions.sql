select
  md5(concat_ws('|', household_id, campaign_id, coupon_upc, redemption_date)) as redemption_id,
  household_id,
  campaign_id,
  coupon_upc,
  cast(redemption_date as date) as redeemed_on
from {{source "grocer" "coupon_redemptions"}}
