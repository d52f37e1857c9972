select
  campaign_id,
  campaign_type,
  cast(start_date as date) as started_on,
  cast(end_date as date) as ended_on
from {{source "grocer" "campaign_descriptions"}}
