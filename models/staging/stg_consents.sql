select
  consent_id,
  customer_id,
  purpose,
  granted as is_granted,
  recorded_at as decided_at,
  source,
  loaded_at
from {{source "shop" "consents"}}
