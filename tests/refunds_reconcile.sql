-- Refunds paid are in the orders, but for those that name an order line we do not have.
with counts as (
  select
    (select coalesce(sum(refund_amount), 0) from {{ref "stg_refunds"}} where is_settled) as paid,
    (
      select coalesce(sum(refund_amount), 0)
      from {{ref "stg_refunds"}} as refunds
      anti join {{ref "fct_order_items"}} as items on items.order_item_id = refunds.order_item_id
      where is_settled
    ) as without_a_line,
    (select coalesce(sum(refunded_amount), 0) from {{ref "fct_orders"}}) as in_orders
)

select *
from counts
where paid - without_a_line <> in_orders
