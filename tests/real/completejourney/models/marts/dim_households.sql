with baskets as (
  select
    household_id,
    count(*) as baskets,
    sum(sales_amount) as sales_amount,
    min(transacted_at) as first_transacted_at,
    max(transacted_at) as last_transacted_at
  from {{ref "fct_baskets"}}
  group by household_id
),

redemptions as (
  select household_id, count(*) as redemptions
  from {{ref "stg_coupon_redemptions"}}
  group by household_id
),

campaigns as (
  select household_id, count(*) as campaigns
  from {{ref "stg_campaign_households"}}
  group by household_id
)

select
  households.household_id,
  demographics.household_id is not null as has_demographics,
  demographics.age_group,
  demographics.income_group,
  demographics.home_ownership,
  demographics.marital_status,
  demographics.household_size,
  demographics.household_composition,
  demographics.kids_count,
  coalesce(baskets.baskets, 0) as baskets,
  coalesce(baskets.sales_amount, 0) as sales_amount,
  baskets.first_transacted_at,
  baskets.last_transacted_at,
  coalesce(campaigns.campaigns, 0) as campaigns,
  coalesce(redemptions.redemptions, 0) as redemptions
from {{ref "int_households"}} as households
left join {{ref "stg_demographics"}} as demographics on demographics.household_id = households.household_id
left join baskets on baskets.household_id = households.household_id
left join campaigns on campaigns.household_id = households.household_id
left join redemptions on redemptions.household_id = households.household_id
