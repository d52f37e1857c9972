-- model.orders_paid, table
select * from main.stg_orders as "stg_orders" where "status" = 'paid';

-- model.orders_refunded, table
select * from main.stg_orders as "stg_orders" where "status" = 'refunded';

-- model.large_orders, ephemeral
select "order_id", "amount" from main.stg_orders as "stg_orders" where "amount" > 10;

-- model.orders_kept, incremental
with __quern__cte__large_orders as (
select "order_id", "amount" from main.stg_orders as "stg_orders" where "amount" > 10
), "large" as (select "o"."order_id", "o"."amount" from __quern__cte__large_orders as "o") select * from "large";

-- model.orders_kept, when its table exists
with __quern__cte__large_orders as (
select "order_id", "amount" from main.stg_orders as "stg_orders" where "amount" > 10
), "large" as (select "o"."order_id", "o"."amount" from __quern__cte__large_orders as "o") select * from "large" where "order_id" > (select max("order_id") as "last" from main.orders_kept as "self");

-- model.purchase_gaps, table
-- the rows are computed by models/marts/purchase_gaps.ts
select
  cast(NULL as BIGINT) as customer_id,
  cast(NULL as INTEGER) as orders,
  cast(NULL as DOUBLE) as days
where false;

-- model.stg_orders, view
select * from read_csv('data/orders.csv') as "orders" where "amount" >= 5;

-- test.unique_orders_paid_order_id, gates model.orders_paid, error if rows != 0
select order_id, count(*) as n_records from main.orders_paid where order_id is not null group by order_id having count(*) > 1;

-- test.not_null_orders_paid_order_id, gates model.orders_paid, error if rows != 0
select * from main.orders_paid where order_id is null;

-- test.unique_purchase_gaps_customer_id, gates model.purchase_gaps, error if rows != 0
select customer_id, count(*) as n_records from main.purchase_gaps where customer_id is not null group by customer_id having count(*) > 1;
