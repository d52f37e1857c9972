-- How many of the households a campaign addressed redeemed any of its coupons.
with addressed as (
  select campaign_id, count(*) as households
  from {{ref "stg_campaign_households"}}
  group by campaign_id
),

coupons as (
  select campaign_id, count(distinct coupon_upc) as coupons, count(*) as coupon_products
  from {{ref "stg_coupons"}}
  group by campaign_id
),

redeemed as (
  select campaign_id, count(*) as redemptions, count(distinct household_id) as households, count(distinct coupon_upc) as coupons
  from {{ref "fct_coupon_redemptions"}}
  group by campaign_id
)

select
  campaigns.campaign_id,
  campaigns.campaign_type,
  campaigns.started_on,
  campaigns.ended_on,
  coalesce(addressed.households, 0) as addressed_households,
  coalesce(coupons.coupons, 0) as coupons,
  coalesce(coupons.coupon_products, 0) as coupon_products,
  coalesce(redeemed.redemptions, 0) as redemptions,
  coalesce(redeemed.households, 0) as redeeming_households,
  coalesce(redeemed.coupons, 0) as redeemed_coupons,
  coalesce(redeemed.households, 0) / nullif(addressed.households, 0) as household_redemption_rate
from {{ref "stg_campaigns"}} as campaigns
left join addressed on addressed.campaign_id = campaigns.campaign_id
left join coupons on coupons.campaign_id = campaigns.campaign_id
left join redeemed on redeemed.campaign_id = campaigns.campaign_id
