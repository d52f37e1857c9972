-- Refunds with the customer of their order; those of orders that nobody knows are left out (tests/stray_refunds_are_rare.sql counts them).
select
  refunds.refund_id,
  refunds.order_id,
  refunds.line_number,
  refunds.order_item_id,
  orders.customer_id,
  refunds.refund_amount,
  refunds.reason,
  refunds.requested_at,
  refunds.refunded_at,
  refunds.is_settled,
  refunds.loaded_at
from {{ref "stg_refunds"}} as refunds
join {{ref "fct_orders"}} as orders on orders.order_id = refunds.order_id
