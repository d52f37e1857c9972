select
  {{surrogateKey "campaign_id" "customer_id"}} as campaign_touch_id,
  campaign_id,
  customer_id,
  arm,
  assigned_at,
  sent_at,
  loaded_at
from {{source "shop" "campaign_members"}}
