-- With the number of the purchase, since published summaries leave the first out.
select
  sample_id,
  date as purchased_on,
  sum(number_of_cds) as cds,
  sum(dollar_value) as dollar_value,
  row_number() over (partition by sample_id order by date) as purchase_number
from {{source "cdnow" "cdnow_sample"}}
group by sample_id, date
