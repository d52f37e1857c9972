-- With the number of the purchase, since published summaries leave the first out.
select
  sample_id,
  purchased_on,
  dollar_value,
  row_number() over (partition by sample_id order by purchased_on) as purchase_number
from {{ref "stg_sample_purchases"}}
