select
  redemptions.redemption_id,
  redemptions.household_id,
  redemptions.campaign_id,
  campaigns.campaign_type,
  redemptions.coupon_upc,
  redemptions.redeemed_on,
  date_diff('day', campaigns.started_on, redemptions.redeemed_on) as days_into_campaign
from {{ref "stg_coupon_redemptions"}} as redemptions
join {{ref "stg_campaigns"}} as campaigns on campaigns.campaign_id = redemptions.campaign_id
