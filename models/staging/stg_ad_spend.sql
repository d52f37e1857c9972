select
  {{surrogateKey "spend_date" "channel" "platform"}} as ad_spend_id,
  spend_date,
  channel,
  platform,
  spend as spend_amount,
  impressions,
  clicks,
  currency,
  loaded_at
from {{source "shop" "ad_spend"}}
