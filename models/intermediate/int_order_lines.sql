-- Order lines net of coupons, cancellations and refunds. A coupon's discount is on the lines already.
select
  items.order_item_id,
  items.order_id,
  items.line_number,
  products.product_id,
  items.product_id as product_id_as_sold,
  products.category,
  items.is_correction,
  items.quantity,
  items.unit_price,
  items.gross_amount,
  items.discount_amount,
  items.line_amount,
  orders.customer_id,
  orders.channel,
  orders.status,
  orders.status = 'completed' as is_completed,
  orders.currency,
  orders.ordered_at,
  orders.ordered_at_local,
  coalesce(refunds.refunded_amount, 0) as refunded_amount,
  coalesce(refunds.open_refund_amount, 0) as open_refund_amount,
  refunds.last_refunded_at,
  case
    when orders.status = 'completed'
      then cast(items.line_amount - coalesce(refunds.refunded_amount, 0) as decimal(12, 2))
    else cast(0 as decimal(12, 2))
  end as net_amount,
  greatest(items.loaded_at, orders.loaded_at) as loaded_at
from {{ref "stg_order_items"}} as items
join {{ref "stg_orders"}} as orders on orders.order_id = items.order_id
left join {{ref "stg_products"}} as products on products.product_id = items.product_id
left join {{ref "int_refunds_by_line"}} as refunds on refunds.order_item_id = items.order_item_id
