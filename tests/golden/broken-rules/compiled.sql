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

-- feature_view.last_orders, table
with quern_view_values as (
select quern_k0,
max(quern_x0) as quern_p0,
max(quern_x1) as quern_p1
from (
select quern_k0,
quern_x0,
quern_x1
from (
select customer_id as quern_k0,
amount as quern_x0,
country as quern_x1
from main.fct_orders
)
)
group by quern_k0
),
quern_view as (
select quern_k0,
cast((timestamp '2025-06-30 12:00:00') as timestamp) as as_of,
quern_k0 as customer_id,
quern_p0 as amount,
quern_p1 as country
from quern_view_values
where quern_k0 is not null
)
select customer_id,
as_of,
amount,
country
from quern_view;

-- training_set.order_training, table
with quern_set_source as (
select quern_k0 as customer_id
from (
select customer_id as quern_k0
from main.stg_customers
)
),
quern_set_moments as (
select as_of
from (select timestamp '2024-01-01 00:00:00' + to_microseconds(quern_step * 604800000000) as as_of from range((epoch_us(timestamp '2024-03-01 00:00:00') - epoch_us(timestamp '2024-01-01 00:00:00')) // 604800000000 + 1) as quern_steps(quern_step))
where as_of <= timestamp '2024-03-01 00:00:00'
),
quern_set_spine as materialized (
select customer_id, as_of
from (select distinct customer_id from quern_set_source where customer_id is not null)
cross join quern_set_moments
),
quern_set_complete as (
select *
from quern_set_spine
where as_of + to_microseconds(5184000000000) <= (select max(make_timestamp(case typeof(quern_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_raw) // 1000 + cast(epoch_ns(quern_raw) % 1000 > 0 as integer) else epoch_us(quern_raw) end)) from (select (make_timestamp(order_id)) as quern_raw from main.fct_orders))
),
quern_set_outcomes as (
select *
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select customer_id as quern_k0,
(make_timestamp(order_id)) as quern_t_raw,
amount as quern_x0
from main.fct_orders
)
)
where quern_t > epoch_us(timestamp '2024-01-01 00:00:00')
and quern_t <= epoch_us(timestamp '2024-03-01 00:00:00' + to_microseconds(5184000000000) + to_days(1))
),
quern_set_aggregated as (
select customer_id,
as_of,
sum(quern_x0) as quern_p0
from (
select customer_id,
as_of,
quern_us - quern_t as quern_age,
quern_x0
from (select customer_id, as_of, epoch_us(as_of) as quern_us, epoch_us(as_of + to_microseconds(5184000000000)) as quern_end from quern_set_complete) as quern_row
join quern_set_outcomes on quern_row.customer_id = quern_k0
and quern_t > quern_us
and quern_t <= quern_end
)
group by customer_id, as_of
),
quern_set_labelled as (
select quern_row.*, quern_p0 as spent
from quern_set_complete as quern_row
left join quern_set_aggregated using (customer_id, as_of)
),
quern_set_featured as (
with quern_spine as materialized (
select customer_id as quern_s0,
spent as quern_s1,
as_of as quern_as_of
from quern_set_labelled
),
quern_moments_0 as materialized (
select cast(row_number() over () as uinteger) as quern_id,
quern_m0,
quern_as_of,
epoch_us(quern_as_of) as quern_us
from (
select distinct quern_s0 as quern_m0,
quern_as_of
from quern_spine
)
),
quern_view_0_values as (
select quern_k0,
max(quern_x0) as quern_p0
from (
select quern_k0,
quern_x0
from (
select customer_id as quern_k0,
amount as quern_x0
from main.fct_orders
)
)
group by quern_k0
),
quern_view_0 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
quern_p0 as amount
from quern_moments_0
left join quern_view_0_values on quern_m0 = quern_k0
)
select quern_spine.quern_s0 as customer_id,
quern_spine.quern_as_of as as_of,
quern_spine.quern_s1 as spent,
quern_view_0.amount as amount
from quern_spine
join quern_moments_0 on quern_spine.quern_s0 is not distinct from quern_moments_0.quern_m0
and quern_spine.quern_as_of is not distinct from quern_moments_0.quern_as_of
join quern_view_0 on quern_view_0.quern_id = quern_moments_0.quern_id
)
select customer_id, as_of, amount, spent
from quern_set_featured;

-- test.source_unique_raw_orders_order_id, gates source.raw.orders, error if rows != 0
select order_id, count(*) as n_records from read_csv('data/orders.csv', types = {'order_id': 'BIGINT', 'customer_id': 'BIGINT', 'amount': 'DOUBLE', 'email': 'VARCHAR'}) where order_id is not null group by order_id having count(*) > 1;

-- test.source_unique_raw_parts_part_id, gates source.raw.parts, error if rows != 0
select part_id, count(*) as n_records from read_csv('data/parts.csv') where part_id is not null group by part_id having count(*) > 1;

-- test.unique_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select order_id, count(*) as n_records from main.fct_orders where order_id is not null group by order_id having count(*) > 1;

-- test.unique_fct_orders_again_order_id, gates model.fct_orders_again, error if rows != 0
select order_id, count(*) as n_records from main.fct_orders_again where order_id is not null group by order_id having count(*) > 1;
