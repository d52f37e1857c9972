-- The rhythm is computed in TypeScript; its counts are those of SQL.
select customers.customer_id, customers.lifetime_orders, rhythm.orders
from {{ref "dim_customers"}} as customers
full join {{ref "customer_purchase_rhythm"}} as rhythm on rhythm.customer_id = customers.customer_id
where coalesce(customers.lifetime_orders, -1) <> coalesce(rhythm.orders, 0)
