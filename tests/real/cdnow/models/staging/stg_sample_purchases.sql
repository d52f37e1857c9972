select
  sample_id,
  date as purchased_on,
  sum(number_of_cds) as cds,
  sum(dollar_value) as dollar_value
from {{source "cdnow" "cdnow_sample"}}
group by sample_id, date
