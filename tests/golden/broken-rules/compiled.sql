-- model.int_unread, view
select customer_id, sum(amount) as amount from main.stg_orders group by customer_id;

-- model.dim_parts, view
select part_id from main.stg_parts where part_id not in (select order_id from main.stg_orders);

-- model.fct_orders, view
select
  orders.*,
  customers.country,
  amount > 100 as is_large
from main.stg_orders as orders
left join main.stg_customers as customers
  on customers.customer_id = orders.customer_id;

-- model.fct_orders_again, view
-- The same, with a comment.
select
  orders.*,
  customers.country,
  amount > 100 as is_large
from main.stg_orders as orders
left join main.stg_customers as customers
  on customers.customer_id = orders.customer_id;

-- model.late_orders, view
select order_id, amount from read_csv('data/orders.csv', types = {'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'amount': 'DOUBLE', 'email': 'VARCHAR'});

-- model.stg_customers, view
select customer_id, country from read_csv('data/customers.csv', types = {'customer_id': 'BIGINT', 'country': 'VARCHAR'});

-- model.stg_orders, view
select
  order_id,
  customer_id,
  amount,
  email
from read_csv('data/orders.csv', types = {'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'amount': 'DOUBLE', 'email': 'VARCHAR'});

-- model.stg_parts, view
with source as (
  select *
  from read_csv('data/parts.csv')
)

select * from source;

-- test.source_unique_raw_orders_order_id, gates source.raw.orders, error if rows != 0
select order_id, count(*) as n_records from read_csv('data/orders.csv', types = {'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'amount': 'DOUBLE', 'email': 'VARCHAR'}) where order_id is not null group by order_id having count(*) > 1;

-- test.source_unique_raw_parts_part_id, gates source.raw.parts, error if rows != 0
select part_id, count(*) as n_records from read_csv('data/parts.csv') where part_id is not null group by part_id having count(*) > 1;

-- test.unique_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select order_id, count(*) as n_records from main.fct_orders where order_id is not null group by order_id having count(*) > 1;

-- test.unique_fct_orders_again_order_id, gates model.fct_orders_again, error if rows != 0
select order_id, count(*) as n_records from main.fct_orders_again where order_id is not null group by order_id having count(*) > 1;
