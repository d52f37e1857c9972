-- model.ledger, incremental
with __quern__cte__paid as (

select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0

)
select receipt_id, customer, amount, paid_at from __quern__cte__paid;

-- model.ledger, when its table exists
with __quern__cte__paid as (

select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0

)
select receipt_id, customer, amount, paid_at from __quern__cte__paid
where paid_at > (select max(paid_at) from main.ledger);

-- model.paid, ephemeral
select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0;

-- model.revenue, table
with __quern__cte__paid as (

select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0

)
select customer, sum(amount) as revenue, count(*) as receipts, max(paid_at) > now() - interval 30 day as is_active
from __quern__cte__paid
group by customer;

-- unit_test.paid.counts_in_euros, gates model.paid, over raw.receipts given
select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0;

-- unit_test.revenue.adds_up, gates model.revenue, over raw.receipts given
-- model.paid, a view
select receipt_id, customer, cast(cents / 100 as decimal(10, 2)) as amount, paid_at
from raw.receipts
where paid_at is not null or cents > 0;
select customer, sum(amount) as revenue, count(*) as receipts, max(paid_at) > now() - interval 30 day as is_active
from __quern__cte__paid
group by customer;

-- unit_test.revenue.is_wrong, gates model.revenue, over paid given
select customer, sum(amount) as revenue, count(*) as receipts, max(paid_at) > now() - interval 30 day as is_active
from __quern__cte__paid
group by customer;

-- unit_test.ledger.adds_new_receipts, gates model.ledger, over paid given
select receipt_id, customer, amount, paid_at from __quern__cte__paid;

-- unit_test.inUnits.rounds, gates unit_test.inUnits.rounds, over rows given
cast(cents / 100 as decimal(10, 2));
