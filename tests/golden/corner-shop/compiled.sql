-- seed.countries, seed
select * from read_csv('models/staging/countries.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- model.int_paid, ephemeral
select * from main.stg_orders where status = 'paid';

-- model.customers.v1, table
with __quern__cte__int_paid as (
select * from main.stg_orders where status = 'paid'

)
select customer, count(*) as orders from __quern__cte__int_paid group by customer;

-- model.customers.v2, table
select customer, count(*) as orders, sum(amount_cents) * (1 + 0.1) as gross_cents
from main.fct_orders
group by customer;

-- model.fct_orders, incremental
with __quern__cte__int_paid as (
select * from main.stg_orders where status = 'paid'

)
select order_id, customer, ordered_at, amount_cents
from __quern__cte__int_paid;

-- model.fct_orders, when its table exists
with __quern__cte__int_paid as (
select * from main.stg_orders where status = 'paid'

)
select order_id, customer, ordered_at, amount_cents
from __quern__cte__int_paid
where ordered_at > (select max(ordered_at) from main.fct_orders);

-- snapshot.snap_customers, snapshot
select customer, orders from main.customers_v2;

-- model.stg_orders, view
-- one row per order
select
  order_id,
  customer,
  ordered_at,
  cast(amount * 100 as bigint)
 as amount_cents,
  status
from read_csv('data/orders.csv', types = {'order_id': 'BIGINT'});

-- test.no_negative_orders, gates model.fct_orders, error if rows != 0
select * from main.fct_orders where amount_cents < 0;

-- test.source_not_null_till_orders_order_id, gates source.till.orders, error if rows != 0
select * from read_csv('data/orders.csv', types = {'order_id': 'BIGINT'}) where order_id is null;

-- test.source_unique_till_orders_order_id, gates source.till.orders, error if rows != 0
select order_id, count(*) as n_records from read_csv('data/orders.csv', types = {'order_id': 'BIGINT'}) where order_id is not null group by order_id having count(*) > 1;

-- test.not_null_customers_v1_customer, gates model.customers.v1, error if rows != 0
select * from main.customers_v1 where customer is null;

-- test.not_null_customers_v2_customer, gates model.customers.v2, error if rows != 0
select * from main.customers_v2 where customer is null;

-- test.unique_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select order_id, count(*) as n_records from main.fct_orders where order_id is not null group by order_id having count(*) > 1;

-- test.accepted_range_fct_orders_amount_cents__0, gates model.fct_orders, warn if rows != 0
select * from main.fct_orders where not (amount_cents >= 0);

-- test.whole_cents, gates model.fct_orders, error if rows != 0
select * from main.fct_orders where not (amount_cents = round(amount_cents)
);

-- test.contract_not_null_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select * from main.fct_orders where order_id is null;

-- test.relationships_snap_customers_91fd4efebd53a87155c696d821b1c136, gates snapshot.snap_customers, error if rows != 0
select child.* from main.snap_customers as child where child.customer is not null and not exists (select 1 from main.stg_orders as parent where parent.customer = child.customer);
