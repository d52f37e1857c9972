-- seed.countries, seed
select * from read_csv('seeds/countries.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1, types = {'country': 'VARCHAR'});

-- seed.statuses, seed
select * from read_csv('seeds/statuses.csv', header = true, delim = ',', quote = '"', escape = '"', skip = 0, comment = '', sample_size = -1);

-- model.dim_customers.v1, table
select 1 as customer_id, 'x' as name;

-- model.dim_customers.v2, table
select 1 as customer_id, 'x' as full_name;

-- model.fct_orders, incremental
select o.*, c.name as country, md5(order_id) as key
from main.stg_orders as o
left join main.countries as c using (country)

join (select order_id from main.stg_orders where age < 60) using (order_id);

-- model.fct_orders, when its table exists
select o.*, c.name as country, md5(order_id) as key
from main.stg_orders as o
left join main.countries as c using (country)

join (select order_id from main.stg_orders where age < 60) using (order_id)
where order_id > (select max(order_id) from core.fct_orders);

-- model.stg_orders, view
select order_id, customer_id, status, amount
from read_csv('data/orders/*.csv', delim = ';', header = true, types = {'order_id': 'BIGINT', 'email': 'VARCHAR'})
where status in ('paid', 'refunded');

-- snapshot.customer_history, snapshot
select * from read_parquet('data/customers.parquet');

-- test.no_negative_amounts, gates model.fct_orders, warn if rows != 0
select * from core.fct_orders where amount < 0;

-- test.source_unique_shop_orders_order_id, gates source.shop.orders, error if rows != 0
select order_id, count(*) as n_records from read_csv('data/orders/*.csv', delim = ';', header = true, types = {'order_id': 'BIGINT', 'email': 'VARCHAR'}) where order_id is not null group by order_id having count(*) > 1;

-- test.source_not_null_shop_orders_order_id, gates source.shop.orders, error if rows != 0
select * from read_csv('data/orders/*.csv', delim = ';', header = true, types = {'order_id': 'BIGINT', 'email': 'VARCHAR'}) where order_id is null;

-- test.one_status, gates model.fct_orders, error if rows != 0
select order_id, status, count(*) as n_records from core.fct_orders group by order_id, status having count(*) > 1;

-- test.unique_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select order_id, count(*) as n_records from core.fct_orders where order_id is not null group by order_id having count(*) > 1;

-- test.not_null_fct_orders_order_id, gates model.fct_orders, error if rows != 0
select * from core.fct_orders where order_id is null;

-- test.accepted_values_fct_orders_status__paid__refunded, gates model.fct_orders, warn if rows != 0
select * from core.fct_orders where status not in ('paid', 'refunded');

-- test.relationships_fct_orders_status__status__ref_statuses_, gates model.fct_orders, error if rows != 0
select child.* from (select * from core.fct_orders where status is not null) as child where child.status is not null and not exists (select 1 from main.statuses as parent where parent.status = child.status);
