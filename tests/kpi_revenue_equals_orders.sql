-- The days add up to the orders: no order falls between two days, none is counted in both.
select days.net_revenue as by_day, orders.net_revenue as by_order, days.orders as orders_by_day, orders.orders
from (select coalesce(sum(net_revenue), 0) as net_revenue, coalesce(sum(orders), 0) as orders from {{ref "kpi_daily"}}) as days
cross join (
  select coalesce(sum(net_revenue), 0) as net_revenue, count(*) filter (where is_completed) as orders from {{ref "fct_orders"}}
) as orders
where days.net_revenue <> orders.net_revenue
  or days.orders <> orders.orders
