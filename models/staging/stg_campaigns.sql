select
  campaign_id,
  name as campaign_name,
  kind as campaign_kind,
  channel,
  purpose as consent_purpose,
  sent_on,
  window_ends_at,
  discount_percent,
  treatment_share,
  holdout_share,
  updated_at,
  loaded_at
from {{source "shop" "campaigns"}}
