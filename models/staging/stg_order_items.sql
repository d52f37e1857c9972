select
  {{surrogateKey "order_id" "line_number"}} as order_item_id,
  order_id,
  line_number,
  product_id,
  quantity,
  quantity < 0 as is_correction,
  unit_price,
  cast(quantity * unit_price as decimal(12, 2)) as gross_amount,
  discount_amount,
  line_amount,
  ordered_at,
  loaded_at
from {{source "shop" "order_items"}}
