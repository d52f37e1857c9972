select
  md5(concat_ws('|', campaign_id, household_id)) as campaign_household_id,
  campaign_id,
  household_id
from {{source "grocer" "campaigns"}}
