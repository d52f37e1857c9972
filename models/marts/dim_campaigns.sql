with touches as (
  select
    campaign_id,
    count(*) as members,
    count(*) filter (where arm = 'treatment') as treated,
    count(*) filter (where opened_at is not null) as opened,
    count(*) filter (where clicked_at is not null) as clicked,
    count(*) filter (where coupon_code is not null) as coupons_issued,
    count(*) filter (where redeemed_at is not null) as coupons_redeemed,
    count(*) filter (where arm = 'treatment' and orders_in_window > 0) as converted_treated,
    count(*) filter (where arm = 'holdout' and orders_in_window > 0) as converted_holdout
  from {{ref "fct_campaign_touches"}}
  group by campaign_id
)

select
  campaigns.campaign_id,
  campaigns.campaign_name,
  campaigns.campaign_kind,
  campaigns.channel,
  campaigns.consent_purpose,
  campaigns.sent_on,
  campaigns.window_ends_at,
  campaigns.discount_percent,
  campaigns.treatment_share,
  campaigns.holdout_share,
  coalesce(touches.members, 0) as members,
  coalesce(touches.treated, 0) as treated,
  coalesce(touches.opened, 0) as opened,
  coalesce(touches.clicked, 0) as clicked,
  coalesce(touches.coupons_issued, 0) as coupons_issued,
  coalesce(touches.coupons_redeemed, 0) as coupons_redeemed,
  touches.coupons_redeemed / nullif(touches.coupons_issued, 0) as coupon_redemption_rate,
  touches.converted_treated / nullif(touches.treated, 0) as treated_conversion_rate,
  touches.converted_holdout / nullif(touches.members - touches.treated, 0) as holdout_conversion_rate,
  campaigns.updated_at,
  campaigns.loaded_at
from {{ref "stg_campaigns"}} as campaigns
left join touches on touches.campaign_id = campaigns.campaign_id
