-- seed.addresses, seed
select * from read_csv('models/addresses.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- seed.customers, seed
select * from read_csv('models/customers.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- seed.members, seed
select * from read_csv('models/members.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- seed.orders, seed
select * from read_csv('models/orders.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- seed.spendings, seed
select * from read_csv('models/spendings.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- model.real_orders, ephemeral
select * from main.orders where status <> 'test';

-- feature_view.order_habits, table
with __quern__cte__real_orders as (

select * from main.orders where status <> 'test'

), quern_view_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_known_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_known_raw) // 1000 + cast(epoch_ns(quern_known_raw) % 1000 > 0 as integer) else epoch_us(quern_known_raw) end as quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw,
loaded_at as quern_known_raw,
order_id as quern_x0,
(status = 'paid') as quern_x1,
((category) = 'shoes') as quern_x2,
((category) = 'bags') as quern_x3,
amount as quern_x4,
category as quern_x5
from __quern__cte__real_orders
)
),
quern_view_values as (
select quern_k0,
count(*) filter (where quern_age < 2592000000000) as quern_p0,
count(*) as quern_p1,
sum(quern_x4) filter (where quern_age < 7776000000000 and quern_x1) as quern_p2,
min(quern_age) as quern_p3,
arg_max_null(quern_x5, row(-quern_age, quern_known, quern_x0, quern_x5)) filter (where quern_age < 31536000000000) as quern_p4,
sum(quern_x4) filter (where quern_x2) as quern_p5,
sum(quern_x4) filter (where quern_x3) as quern_p6
from (
select quern_k0,
quern_us - quern_t as quern_age,
quern_t,
quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from (
select quern_k0,
quern_t,
quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5,
epoch_us(cast((timestamp '2024-04-01 00:00:00') as timestamp)) as quern_us
from quern_view_values_rows
)
where quern_k0 is not null
and quern_t <= quern_us
and quern_known <= quern_us
)
group by quern_k0
),
quern_view as (
select quern_k0,
as_of,
customer_id,
order_count_30d,
order_count_lifetime,
revenue_90d,
recency_days,
last_category,
spend_shoes,
spend_bags,
(revenue_90d / nullif(order_count_lifetime, 0)) as average_order
from (
select quern_k0,
cast((timestamp '2024-04-01 00:00:00') as timestamp) as as_of,
quern_k0 as customer_id,
coalesce(quern_p0, 0) as order_count_30d,
coalesce(quern_p1, 0) as order_count_lifetime,
coalesce(quern_p2, 0) as revenue_90d,
quern_p3 / 86400000000.0 as recency_days,
quern_p4 as last_category,
quern_p5 as spend_shoes,
quern_p6 as spend_bags
from quern_view_values
)
)
select customer_id,
as_of,
order_count_30d,
order_count_lifetime,
revenue_90d,
recency_days,
last_category,
spend_shoes,
spend_bags,
average_order
from quern_view;

-- training_set.order_habits_history, table
with __quern__cte__real_orders as (

select * from main.orders where status <> 'test'

), quern_set_source as (
select quern_k0 as customer_id, make_timestamp(case typeof(quern_t0) when 'TIMESTAMP_NS' then epoch_ns(quern_t0) // 1000 + cast(epoch_ns(quern_t0) % 1000 > 0 as integer) else epoch_us(quern_t0) end) as quern_since
from (
select customer_id as quern_k0, quern_since as quern_t0
from (
select buyer_id as customer_id, min(case when (loaded_at) is not null then greatest(make_timestamp(case typeof((ordered_at)) when 'TIMESTAMP_NS' then epoch_ns((ordered_at)) // 1000 + cast(epoch_ns((ordered_at)) % 1000 > 0 as integer) else epoch_us((ordered_at)) end), make_timestamp(case typeof((loaded_at)) when 'TIMESTAMP_NS' then epoch_ns((loaded_at)) // 1000 + cast(epoch_ns((loaded_at)) % 1000 > 0 as integer) else epoch_us((loaded_at)) end)) end) as quern_since
from __quern__cte__real_orders
group by all
)
)
),
quern_set_moments as (
select as_of
from (select timezone('UTC', timezone('UTC', timezone('UTC', timezone('UTC', timestamp '2024-02-01 00:00:00')) + to_months(cast(quern_step * 1 as integer)))) as as_of from range(date_diff('month', timestamp '2024-02-01 00:00:00', timestamp '2024-03-01 00:00:00') // 1 + 2) as quern_steps(quern_step))
where as_of <= timestamp '2024-03-01 00:00:00'
),
quern_set_spine as materialized (
select distinct customer_id, as_of
from quern_set_source
join quern_set_moments on quern_since <= as_of
where customer_id is not null and quern_since is not null
),
quern_set_featured as (
with quern_spine as materialized (
select customer_id as quern_s0,
as_of as quern_as_of
from quern_set_spine
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
quern_view_0_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_known_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_known_raw) // 1000 + cast(epoch_ns(quern_known_raw) % 1000 > 0 as integer) else epoch_us(quern_known_raw) end as quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw,
loaded_at as quern_known_raw,
order_id as quern_x0,
(status = 'paid') as quern_x1,
((category) = 'shoes') as quern_x2,
((category) = 'bags') as quern_x3,
amount as quern_x4,
category as quern_x5
from __quern__cte__real_orders
)
),
quern_view_0_values as (
select quern_id,
count(*) filter (where quern_age < 2592000000000) as quern_p0,
count(*) as quern_p1,
sum(quern_x4) filter (where quern_age < 7776000000000 and quern_x1) as quern_p2,
min(quern_age) as quern_p3,
arg_max_null(quern_x5, row(-quern_age, quern_known, quern_x0, quern_x5)) filter (where quern_age < 31536000000000) as quern_p4,
sum(quern_x4) filter (where quern_x2) as quern_p5,
sum(quern_x4) filter (where quern_x3) as quern_p6
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from quern_moments_0
join quern_view_0_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
and quern_known <= quern_us
)
group by quern_id
),
quern_view_0 as (
select quern_id,
as_of,
customer_id,
order_count_30d,
order_count_lifetime,
revenue_90d,
recency_days,
last_category,
spend_shoes,
spend_bags,
(revenue_90d / nullif(order_count_lifetime, 0)) as average_order
from (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
coalesce(quern_p0, 0) as order_count_30d,
coalesce(quern_p1, 0) as order_count_lifetime,
coalesce(quern_p2, 0) as revenue_90d,
quern_p3 / 86400000000.0 as recency_days,
quern_p4 as last_category,
quern_p5 as spend_shoes,
quern_p6 as spend_bags
from quern_moments_0
left join quern_view_0_values using (quern_id)
)
)
select quern_spine.quern_s0 as customer_id,
quern_spine.quern_as_of as as_of,
quern_view_0.order_count_30d as order_count_30d,
quern_view_0.order_count_lifetime as order_count_lifetime,
quern_view_0.revenue_90d as revenue_90d,
quern_view_0.recency_days as recency_days,
quern_view_0.last_category as last_category,
quern_view_0.spend_shoes as spend_shoes,
quern_view_0.spend_bags as spend_bags,
quern_view_0.average_order as average_order
from quern_spine
join quern_moments_0 on quern_spine.quern_s0 is not distinct from quern_moments_0.quern_m0
and quern_spine.quern_as_of is not distinct from quern_moments_0.quern_as_of
join quern_view_0 on quern_view_0.quern_id = quern_moments_0.quern_id
)
select customer_id, as_of, order_count_30d, order_count_lifetime, revenue_90d, recency_days, last_category, spend_shoes, spend_bags, average_order
from quern_set_featured;

-- feature_view.profile, table
with quern_view_values_rows as (
select quern_k0,
quern_t,
quern_x0,
quern_x1,
coalesce(quern_until, 9223372036854775807) as quern_end
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_until_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_until_raw) // 1000 + cast(epoch_ns(quern_until_raw) % 1000 > 0 as integer) else epoch_us(quern_until_raw) end as quern_until,
quern_x0,
quern_x1
from (
select customer_id as quern_k0,
valid_from as quern_t_raw,
valid_to as quern_until_raw,
city as quern_x0,
(city not in ('Seoul', 'Busan')) as quern_x1
from main.addresses
)
)
),
quern_view_values as (
select quern_k0,
arg_max_null(quern_x0, row(quern_t, quern_x0)) as quern_p0,
arg_max_null(quern_x1, row(quern_t, quern_x1)) as quern_p1
from (
select quern_k0,
quern_t,
quern_x0,
quern_x1,
quern_end,
epoch_us(cast((timestamp '2024-04-01 00:00:00') as timestamp)) as quern_us
from quern_view_values_rows
)
where quern_k0 is not null
and quern_t <= quern_us
and quern_us < quern_end
group by quern_k0
),
quern_view as (
select quern_k0,
cast((timestamp '2024-04-01 00:00:00') as timestamp) as as_of,
quern_k0 as customer_id,
quern_p0 as city,
coalesce(quern_p1, false) as is_abroad
from quern_view_values
)
select customer_id,
as_of,
city,
is_abroad
from quern_view;

-- feature_view.household_habits, table
with quern_view_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select household_id as quern_k0,
spent_at as quern_t_raw,
amount as quern_x0
from main.spendings
)
),
quern_view_values as (
select quern_k0,
sum(quern_x0) as quern_p0
from (
select quern_k0,
quern_us - quern_t as quern_age,
quern_t,
quern_x0
from (
select quern_k0,
quern_t,
quern_x0,
epoch_us(cast((timestamp '2024-04-01 00:00:00') as timestamp)) as quern_us
from quern_view_values_rows
)
where quern_k0 is not null
and quern_t <= quern_us
)
group by quern_k0
),
quern_view as (
select quern_k0,
cast((timestamp '2024-04-01 00:00:00') as timestamp) as as_of,
quern_k0 as household_id,
quern_p0 as household_spend
from quern_view_values
)
select household_id,
as_of,
household_spend
from quern_view;

-- training_set.churn_training, table
with __quern__cte__real_orders as (

select * from main.orders where status <> 'test'

), quern_set_source as (
select quern_k0 as customer_id, make_timestamp(case typeof(quern_t0) when 'TIMESTAMP_NS' then epoch_ns(quern_t0) // 1000 + cast(epoch_ns(quern_t0) % 1000 > 0 as integer) else epoch_us(quern_t0) end) as quern_since, make_timestamp(case typeof(quern_t1) when 'TIMESTAMP_NS' then epoch_ns(quern_t1) // 1000 + cast(epoch_ns(quern_t1) % 1000 > 0 as integer) else epoch_us(quern_t1) end) as quern_until
from (
select customer_id as quern_k0, signup_at as quern_t0, closed_at as quern_t1
from main.customers
)
),
quern_set_moments as (
select as_of
from (select timezone('UTC', timezone('UTC', timezone('UTC', timezone('UTC', timestamp '2024-02-01 00:00:00')) + to_months(cast(quern_step * 1 as integer)))) as as_of from range(date_diff('month', timestamp '2024-02-01 00:00:00', timestamp '2024-04-01 00:00:00') // 1 + 2) as quern_steps(quern_step))
where as_of <= timestamp '2024-04-01 00:00:00'
),
quern_set_spine as materialized (
select distinct customer_id, as_of
from quern_set_source
join quern_set_moments on quern_since <= as_of and (quern_until is null or as_of < quern_until)
where customer_id is not null and quern_since is not null
),
quern_set_complete as (
select *
from quern_set_spine
where as_of + to_microseconds(2592000000000) <= (select max(make_timestamp(case typeof(quern_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_raw) // 1000 + cast(epoch_ns(quern_raw) % 1000 > 0 as integer) else epoch_us(quern_raw) end)) from (select ordered_at as quern_raw from __quern__cte__real_orders))
),
quern_set_outcomes as (
select *
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw
from __quern__cte__real_orders
)
)
where quern_t > epoch_us(timestamp '2024-02-01 00:00:00')
and quern_t <= epoch_us(timestamp '2024-04-01 00:00:00' + to_microseconds(2592000000000) + to_days(1))
),
quern_set_aggregated as (
select customer_id,
as_of,
count(*) as quern_p0
from (
select customer_id,
as_of,
quern_us - quern_t as quern_age
from (select customer_id, as_of, epoch_us(as_of) as quern_us, epoch_us(as_of + to_microseconds(2592000000000)) as quern_end from quern_set_complete) as quern_row
join quern_set_outcomes on quern_row.customer_id = quern_k0
and quern_t > quern_us
and quern_t <= quern_end
)
group by customer_id, as_of
),
quern_set_labelled as (
select quern_row.*, coalesce(quern_p0, 0) = 0 as churned
from quern_set_complete as quern_row
left join quern_set_aggregated using (customer_id, as_of)
),
quern_set_featured as (
with quern_spine as materialized (
select customer_id as quern_s0,
churned as quern_s1,
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
quern_link_1_0_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select member_id as quern_k0,
joined_at as quern_t_raw,
household_id as quern_x0
from main.members
)
),
quern_link_1_0_values as (
select quern_id,
arg_max_null(quern_x0, row(-quern_age, quern_x0, quern_x0)) as quern_p0
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_x0
from quern_moments_0
join quern_link_1_0_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
)
group by quern_id
),
quern_link_1_0 as (
select quern_id,
quern_as_of,
quern_p0 as quern_m0
from quern_moments_0
left join quern_link_1_0_values using (quern_id)
),
quern_link_1_0_reached as materialized (
select found.quern_id as quern_id,
found.quern_m0,
found.quern_as_of
from quern_link_1_0 as found
),
quern_link_1_0_moments as materialized (
select cast(row_number() over () as uinteger) as quern_id,
quern_m0,
quern_as_of,
epoch_us(quern_as_of) as quern_us
from (
select distinct quern_m0 as quern_m0,
quern_as_of
from quern_link_1_0_reached
)
),
quern_link_1_0_targets as (
select reached.quern_id,
target.quern_id as quern_target
from quern_link_1_0_reached as reached
join quern_link_1_0_moments as target on reached.quern_m0 is not distinct from target.quern_m0
and reached.quern_as_of is not distinct from target.quern_as_of
),
quern_view_0_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_known_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_known_raw) // 1000 + cast(epoch_ns(quern_known_raw) % 1000 > 0 as integer) else epoch_us(quern_known_raw) end as quern_known,
quern_x0
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw,
loaded_at as quern_known_raw,
order_id as quern_x0
from __quern__cte__real_orders
)
),
quern_view_0_values as (
select quern_id,
count(*) filter (where quern_age < 2592000000000) as quern_p0,
count(*) as quern_p1,
min(quern_age) as quern_p2
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_known,
quern_x0
from quern_moments_0
join quern_view_0_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
and quern_known <= quern_us
)
group by quern_id
),
quern_view_0 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
coalesce(quern_p0, 0) as order_count_30d,
coalesce(quern_p1, 0) as order_count_lifetime,
quern_p2 / 86400000000.0 as recency_days
from quern_moments_0
left join quern_view_0_values using (quern_id)
),
quern_view_1_values_rows as (
select quern_k0,
quern_t,
quern_x0,
coalesce(quern_until, 9223372036854775807) as quern_end
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_until_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_until_raw) // 1000 + cast(epoch_ns(quern_until_raw) % 1000 > 0 as integer) else epoch_us(quern_until_raw) end as quern_until,
quern_x0
from (
select customer_id as quern_k0,
valid_from as quern_t_raw,
valid_to as quern_until_raw,
city as quern_x0
from main.addresses
)
)
),
quern_view_1_values as (
select quern_id,
arg_max_null(quern_x0, row(quern_t, quern_x0)) as quern_p0
from quern_moments_0
join quern_view_1_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
and quern_us < quern_end
group by quern_id
),
quern_view_1 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
quern_p0 as city
from quern_moments_0
left join quern_view_1_values using (quern_id)
),
quern_view_2_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select household_id as quern_k0,
spent_at as quern_t_raw,
amount as quern_x0
from main.spendings
)
),
quern_view_2_values as (
select quern_id,
sum(quern_x0) as quern_p0
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_x0
from quern_link_1_0_moments
join quern_view_2_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
)
group by quern_id
),
quern_view_2 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as household_id,
quern_p0 as household_spend
from quern_link_1_0_moments
left join quern_view_2_values using (quern_id)
)
select quern_spine.quern_s0 as customer_id,
quern_spine.quern_as_of as as_of,
quern_spine.quern_s1 as churned,
quern_view_0.order_count_30d as order_count_30d,
quern_view_0.order_count_lifetime as order_count_lifetime,
quern_view_0.recency_days as recency_days,
quern_view_1.city as city,
quern_view_2.household_spend as household_spend
from quern_spine
join quern_moments_0 on quern_spine.quern_s0 is not distinct from quern_moments_0.quern_m0
and quern_spine.quern_as_of is not distinct from quern_moments_0.quern_as_of
join quern_link_1_0_targets on quern_link_1_0_targets.quern_id = quern_moments_0.quern_id
join quern_view_0 on quern_view_0.quern_id = quern_moments_0.quern_id
join quern_view_1 on quern_view_1.quern_id = quern_moments_0.quern_id
join quern_view_2 on quern_view_2.quern_id = quern_link_1_0_targets.quern_target
),
quern_set_expressed as (
select *,
(order_count_lifetime <= 1) as is_new
from quern_set_featured
)
select customer_id, as_of, order_count_30d, order_count_lifetime, recency_days, city, household_spend, is_new, churned
from quern_set_expressed;

-- test.unique_combination_addresses_customer_id__valid_from, gates seed.addresses, error if rows != 0
select customer_id, valid_from, count(*) as n_records from main.addresses group by customer_id, valid_from having count(*) > 1;

-- test.unique_customers_customer_id, gates seed.customers, error if rows != 0
select customer_id, count(*) as n_records from main.customers where customer_id is not null group by customer_id having count(*) > 1;

-- test.unique_combination_members_member_id__joined_at, gates seed.members, error if rows != 0
select member_id, joined_at, count(*) as n_records from main.members group by member_id, joined_at having count(*) > 1;

-- test.unique_orders_order_id, gates seed.orders, error if rows != 0
select order_id, count(*) as n_records from main.orders where order_id is not null group by order_id having count(*) > 1;

-- test.unique_combination_spendings_household_id__spent_at, gates seed.spendings, error if rows != 0
select household_id, spent_at, count(*) as n_records from main.spendings group by household_id, spent_at having count(*) > 1;

-- test.row_count_order_habits_1, gates feature_view.order_habits, error if rows != 0
select count(*) as row_count from main.order_habits having not (count(*) >= 1);

-- test.not_null_order_habits_order_count_30d, gates feature_view.order_habits, error if rows != 0
select * from main.order_habits where order_count_30d is null;

-- test.not_null_order_habits_order_count_lifetime, gates feature_view.order_habits, error if rows != 0
select * from main.order_habits where order_count_lifetime is null;

-- test.not_null_order_habits_history_order_count_30d, gates training_set.order_habits_history, error if rows != 0
select * from main.order_habits_history where order_count_30d is null;

-- test.not_null_order_habits_history_order_count_lifetime, gates training_set.order_habits_history, error if rows != 0
select * from main.order_habits_history where order_count_lifetime is null;

-- test.unique_combination_churn_training_customer_id__as_of, gates training_set.churn_training, error if rows != 0
select customer_id, as_of, count(*) as n_records from main.churn_training group by customer_id, as_of having count(*) > 1;

-- test.not_null_churn_training_order_count_30d, gates training_set.churn_training, error if rows != 0
select * from main.churn_training where order_count_30d is null;

-- test.not_null_churn_training_order_count_lifetime, gates training_set.churn_training, error if rows != 0
select * from main.churn_training where order_count_lifetime is null;

-- unit_test.order_habits.counts_orders_of_the_window, gates feature_view.order_habits, over orders given
-- model.real_orders, a view
select * from main.orders where status <> 'test';
with quern_view_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_known_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_known_raw) // 1000 + cast(epoch_ns(quern_known_raw) % 1000 > 0 as integer) else epoch_us(quern_known_raw) end as quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw,
loaded_at as quern_known_raw,
order_id as quern_x0,
(status = 'paid') as quern_x1,
((category) = 'shoes') as quern_x2,
((category) = 'bags') as quern_x3,
amount as quern_x4,
category as quern_x5
from __quern__cte__real_orders
)
),
quern_view_values as (
select quern_k0,
count(*) filter (where quern_age < 2592000000000) as quern_p0,
count(*) as quern_p1,
sum(quern_x4) filter (where quern_age < 7776000000000 and quern_x1) as quern_p2,
min(quern_age) as quern_p3,
arg_max_null(quern_x5, row(-quern_age, quern_known, quern_x0, quern_x5)) filter (where quern_age < 31536000000000) as quern_p4,
sum(quern_x4) filter (where quern_x2) as quern_p5,
sum(quern_x4) filter (where quern_x3) as quern_p6
from (
select quern_k0,
quern_us - quern_t as quern_age,
quern_t,
quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5
from (
select quern_k0,
quern_t,
quern_known,
quern_x0,
quern_x1,
quern_x2,
quern_x3,
quern_x4,
quern_x5,
epoch_us(cast((timestamp '2024-04-01 00:00:00') as timestamp)) as quern_us
from quern_view_values_rows
)
where quern_k0 is not null
and quern_t <= quern_us
and quern_known <= quern_us
)
group by quern_k0
),
quern_view as (
select quern_k0,
as_of,
customer_id,
order_count_30d,
order_count_lifetime,
revenue_90d,
recency_days,
last_category,
spend_shoes,
spend_bags,
(revenue_90d / nullif(order_count_lifetime, 0)) as average_order
from (
select quern_k0,
cast((timestamp '2024-04-01 00:00:00') as timestamp) as as_of,
quern_k0 as customer_id,
coalesce(quern_p0, 0) as order_count_30d,
coalesce(quern_p1, 0) as order_count_lifetime,
coalesce(quern_p2, 0) as revenue_90d,
quern_p3 / 86400000000.0 as recency_days,
quern_p4 as last_category,
quern_p5 as spend_shoes,
quern_p6 as spend_bags
from quern_view_values
)
)
select customer_id,
as_of,
order_count_30d,
order_count_lifetime,
revenue_90d,
recency_days,
last_category,
spend_shoes,
spend_bags,
average_order
from quern_view;

-- unit_test.churn_training.churns_without_orders, gates training_set.churn_training, over customers given, real_orders given, members empty, addresses empty, spendings empty
with quern_set_source as (
select quern_k0 as customer_id, make_timestamp(case typeof(quern_t0) when 'TIMESTAMP_NS' then epoch_ns(quern_t0) // 1000 + cast(epoch_ns(quern_t0) % 1000 > 0 as integer) else epoch_us(quern_t0) end) as quern_since, make_timestamp(case typeof(quern_t1) when 'TIMESTAMP_NS' then epoch_ns(quern_t1) // 1000 + cast(epoch_ns(quern_t1) % 1000 > 0 as integer) else epoch_us(quern_t1) end) as quern_until
from (
select customer_id as quern_k0, signup_at as quern_t0, closed_at as quern_t1
from main.customers
)
),
quern_set_moments as (
select as_of
from (select timezone('UTC', timezone('UTC', timezone('UTC', timezone('UTC', timestamp '2024-02-01 00:00:00')) + to_months(cast(quern_step * 1 as integer)))) as as_of from range(date_diff('month', timestamp '2024-02-01 00:00:00', timestamp '2024-04-01 00:00:00') // 1 + 2) as quern_steps(quern_step))
where as_of <= timestamp '2024-04-01 00:00:00'
),
quern_set_spine as materialized (
select distinct customer_id, as_of
from quern_set_source
join quern_set_moments on quern_since <= as_of and (quern_until is null or as_of < quern_until)
where customer_id is not null and quern_since is not null
),
quern_set_complete as (
select *
from quern_set_spine
where as_of + to_microseconds(2592000000000) <= (select max(make_timestamp(case typeof(quern_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_raw) // 1000 + cast(epoch_ns(quern_raw) % 1000 > 0 as integer) else epoch_us(quern_raw) end)) from (select ordered_at as quern_raw from __quern__cte__real_orders))
),
quern_set_outcomes as (
select *
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw
from __quern__cte__real_orders
)
)
where quern_t > epoch_us(timestamp '2024-02-01 00:00:00')
and quern_t <= epoch_us(timestamp '2024-04-01 00:00:00' + to_microseconds(2592000000000) + to_days(1))
),
quern_set_aggregated as (
select customer_id,
as_of,
count(*) as quern_p0
from (
select customer_id,
as_of,
quern_us - quern_t as quern_age
from (select customer_id, as_of, epoch_us(as_of) as quern_us, epoch_us(as_of + to_microseconds(2592000000000)) as quern_end from quern_set_complete) as quern_row
join quern_set_outcomes on quern_row.customer_id = quern_k0
and quern_t > quern_us
and quern_t <= quern_end
)
group by customer_id, as_of
),
quern_set_labelled as (
select quern_row.*, coalesce(quern_p0, 0) = 0 as churned
from quern_set_complete as quern_row
left join quern_set_aggregated using (customer_id, as_of)
),
quern_set_featured as (
with quern_spine as materialized (
select customer_id as quern_s0,
churned as quern_s1,
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
quern_link_1_0_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select member_id as quern_k0,
joined_at as quern_t_raw,
household_id as quern_x0
from main.members
)
),
quern_link_1_0_values as (
select quern_id,
arg_max_null(quern_x0, row(-quern_age, quern_x0, quern_x0)) as quern_p0
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_x0
from quern_moments_0
join quern_link_1_0_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
)
group by quern_id
),
quern_link_1_0 as (
select quern_id,
quern_as_of,
quern_p0 as quern_m0
from quern_moments_0
left join quern_link_1_0_values using (quern_id)
),
quern_link_1_0_reached as materialized (
select found.quern_id as quern_id,
found.quern_m0,
found.quern_as_of
from quern_link_1_0 as found
),
quern_link_1_0_moments as materialized (
select cast(row_number() over () as uinteger) as quern_id,
quern_m0,
quern_as_of,
epoch_us(quern_as_of) as quern_us
from (
select distinct quern_m0 as quern_m0,
quern_as_of
from quern_link_1_0_reached
)
),
quern_link_1_0_targets as (
select reached.quern_id,
target.quern_id as quern_target
from quern_link_1_0_reached as reached
join quern_link_1_0_moments as target on reached.quern_m0 is not distinct from target.quern_m0
and reached.quern_as_of is not distinct from target.quern_as_of
),
quern_view_0_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_known_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_known_raw) // 1000 + cast(epoch_ns(quern_known_raw) % 1000 > 0 as integer) else epoch_us(quern_known_raw) end as quern_known,
quern_x0
from (
select buyer_id as quern_k0,
ordered_at as quern_t_raw,
loaded_at as quern_known_raw,
order_id as quern_x0
from __quern__cte__real_orders
)
),
quern_view_0_values as (
select quern_id,
count(*) filter (where quern_age < 2592000000000) as quern_p0,
count(*) as quern_p1,
min(quern_age) as quern_p2
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_known,
quern_x0
from quern_moments_0
join quern_view_0_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
and quern_known <= quern_us
)
group by quern_id
),
quern_view_0 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
coalesce(quern_p0, 0) as order_count_30d,
coalesce(quern_p1, 0) as order_count_lifetime,
quern_p2 / 86400000000.0 as recency_days
from quern_moments_0
left join quern_view_0_values using (quern_id)
),
quern_view_1_values_rows as (
select quern_k0,
quern_t,
quern_x0,
coalesce(quern_until, 9223372036854775807) as quern_end
from (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
case typeof(quern_until_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_until_raw) // 1000 + cast(epoch_ns(quern_until_raw) % 1000 > 0 as integer) else epoch_us(quern_until_raw) end as quern_until,
quern_x0
from (
select customer_id as quern_k0,
valid_from as quern_t_raw,
valid_to as quern_until_raw,
city as quern_x0
from main.addresses
)
)
),
quern_view_1_values as (
select quern_id,
arg_max_null(quern_x0, row(quern_t, quern_x0)) as quern_p0
from quern_moments_0
join quern_view_1_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
and quern_us < quern_end
group by quern_id
),
quern_view_1 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as customer_id,
quern_p0 as city
from quern_moments_0
left join quern_view_1_values using (quern_id)
),
quern_view_2_values_rows as (
select quern_k0,
case typeof(quern_t_raw) when 'TIMESTAMP_NS' then epoch_ns(quern_t_raw) // 1000 + cast(epoch_ns(quern_t_raw) % 1000 > 0 as integer) else epoch_us(quern_t_raw) end as quern_t,
quern_x0
from (
select household_id as quern_k0,
spent_at as quern_t_raw,
amount as quern_x0
from main.spendings
)
),
quern_view_2_values as (
select quern_id,
sum(quern_x0) as quern_p0
from (
select quern_id,
quern_us - quern_t as quern_age,
quern_t,
quern_x0
from quern_link_1_0_moments
join quern_view_2_values_rows on quern_m0 = quern_k0
and quern_t <= quern_us
)
group by quern_id
),
quern_view_2 as (
select quern_id,
quern_as_of as as_of,
quern_m0 as household_id,
quern_p0 as household_spend
from quern_link_1_0_moments
left join quern_view_2_values using (quern_id)
)
select quern_spine.quern_s0 as customer_id,
quern_spine.quern_as_of as as_of,
quern_spine.quern_s1 as churned,
quern_view_0.order_count_30d as order_count_30d,
quern_view_0.order_count_lifetime as order_count_lifetime,
quern_view_0.recency_days as recency_days,
quern_view_1.city as city,
quern_view_2.household_spend as household_spend
from quern_spine
join quern_moments_0 on quern_spine.quern_s0 is not distinct from quern_moments_0.quern_m0
and quern_spine.quern_as_of is not distinct from quern_moments_0.quern_as_of
join quern_link_1_0_targets on quern_link_1_0_targets.quern_id = quern_moments_0.quern_id
join quern_view_0 on quern_view_0.quern_id = quern_moments_0.quern_id
join quern_view_1 on quern_view_1.quern_id = quern_moments_0.quern_id
join quern_view_2 on quern_view_2.quern_id = quern_link_1_0_targets.quern_target
),
quern_set_expressed as (
select *,
(order_count_lifetime <= 1) as is_new
from quern_set_featured
)
select customer_id, as_of, order_count_30d, order_count_lifetime, recency_days, city, household_spend, is_new, churned
from quern_set_expressed;
