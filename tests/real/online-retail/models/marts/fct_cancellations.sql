select
  line_id,
  cancelled_at,
  cancelled_quantity,
  line_amount,
  sale_line_id,
  sold_at,
  matched_quantity,
  case
    when sale_line_id is null then 'sale_not_found'
    when matched_quantity = cancelled_quantity then 'matched'
    when matched_quantity > 0 then 'partly_matched'
    else 'already_cancelled'
  end as outcome
from {{ref "int_cancellations"}}
