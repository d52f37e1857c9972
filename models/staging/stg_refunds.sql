select
  refund_id,
  order_id,
  line_number,
  {{surrogateKey "order_id" "line_number"}} as order_item_id,
  amount as refund_amount,
  reason,
  requested_at,
  refunded_at,
  refunded_at is not null as is_settled,
  loaded_at
from {{source "shop" "refunds"}}
