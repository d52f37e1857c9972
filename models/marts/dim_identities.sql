select
  identity_id,
  anonymous_id,
  customer_id,
  first_seen_at,
  last_seen_at,
  first_login_at,
  identified_events,
  is_shared_device,
  is_main_customer
from {{ref "int_identity_map"}}
