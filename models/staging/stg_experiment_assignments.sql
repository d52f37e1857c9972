-- A repeated assignment changes nothing: the first one is what the customer saw.
select
  {{surrogateKey "experiment_id" "customer_id"}} as assignment_id,
  experiment_id,
  customer_id,
  variant,
  assigned_at,
  loaded_at
from {{source "shop" "experiment_assignments"}}
qualify row_number() over (partition by experiment_id, customer_id order by assigned_at, loaded_at) = 1
