select
  customer_id,
  changed_at,
  operation,
  tier,
  city,
  postal_code,
  loaded_at
from {{source "shop" "customer_changes"}}
