-- Refunds that name an order or line we do not have are kept out; the tests of stg_refunds count them.
select
  refunds.order_item_id,
  sum(refunds.refund_amount) filter (where refunds.is_settled) as refunded_amount,
  sum(refunds.refund_amount) filter (where not refunds.is_settled) as open_refund_amount,
  count(*) as refunds,
  max(refunds.refunded_at) as last_refunded_at
from {{ref "stg_refunds"}} as refunds
semi join {{ref "stg_order_items"}} as items on items.order_item_id = refunds.order_item_id
group by refunds.order_item_id
