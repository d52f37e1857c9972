-- Nobody gets back more than the line came to.
select order_item_id, line_amount, refunded_amount
from {{ref "fct_order_items"}}
where refunded_amount > 0
  and refunded_amount > line_amount
