-- What was true of a customer when: each change holds until the next one.
select
  {{surrogateKey "customer_id" "changed_at"}} as customer_version_id,
  customer_id,
  row_number() over changes as version_number,
  tier,
  city,
  postal_code,
  changed_at as valid_from,
  lead(changed_at) over changes as valid_to,
  lead(changed_at) over changes is null as is_current,
  loaded_at
from {{ref "stg_customer_changes"}}
window changes as (partition by customer_id order by changed_at)
