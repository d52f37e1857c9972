select
  household_id,
  age as age_group,
  income as income_group,
  coalesce(home_ownership, 'Unknown') as home_ownership,
  coalesce(marital_status, 'Unknown') as marital_status,
  household_size,
  household_comp as household_composition,
  kids_count
from {{source "grocer" "demographics"}}
