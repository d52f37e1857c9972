select
  customer_id,
  date as purchased_on,
  sum(number_of_cds) as cds,
  sum(dollar_value) as dollar_value
from {{source "cdnow" "cdnow_master"}}
group by all
