-- What an order leaves is what its lines leave, to the cent.
select orders.order_id, orders.net_revenue, lines.net_amount
from {{ref "fct_orders"}} as orders
left join (
  select order_id, sum(net_amount) as net_amount
  from {{ref "fct_order_items"}}
  group by order_id
) as lines on lines.order_id = orders.order_id
where orders.net_revenue <> coalesce(lines.net_amount, 0)
