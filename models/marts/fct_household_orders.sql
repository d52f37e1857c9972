-- Orders with the household of who placed them.
select
  orders.order_id,
  customers.household_id,
  orders.customer_id,
  orders.status,
  orders.items_amount,
  orders.discount_amount,
  orders.ordered_at,
  orders.loaded_at
from {{ref "fct_orders"}} as orders
join {{ref "stg_customers"}} as customers on customers.customer_id = orders.customer_id
where customers.household_id is not null
