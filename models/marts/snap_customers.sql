-- The customer record as it was at each build that found it changed.
select
  customer_id,
  email,
  phone,
  country,
  city,
  postal_code,
  tier,
  updated_at
from {{ref "stg_customers"}}
