-- Who redeems a coupon of a campaign was addressed by it, within its dates, with a coupon that the campaign has.
select redemptions.*
from {{ref "fct_coupon_redemptions"}} as redemptions
join {{ref "stg_campaigns"}} as campaigns on campaigns.campaign_id = redemptions.campaign_id
left join {{ref "stg_campaign_households"}} as addressed
  on addressed.campaign_id = redemptions.campaign_id and addressed.household_id = redemptions.household_id
where addressed.household_id is null
  or redemptions.redeemed_on not between campaigns.started_on and campaigns.ended_on
  or not exists (
    select 1 from {{ref "stg_coupons"}} as coupons
    where coupons.campaign_id = redemptions.campaign_id and coupons.coupon_upc = redemptions.coupon_upc
  )
