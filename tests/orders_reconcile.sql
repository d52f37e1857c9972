-- Rows in are rows out: each order that was ever exported is in the mart once, and each line of one. (A build with --empty keeps none, which
-- is no loss; were all lost otherwise, the lines would have no orders, which another test finds.)
with counts as (
  select
    (select count(distinct order_id) from {{source "shop" "orders"}}) as orders_sent,
    (select count(*) from {{ref "fct_orders"}}) as orders_kept,
    (select count(*) from {{source "shop" "order_items"}}) as lines_sent,
    (select count(*) from {{ref "fct_order_items"}}) as lines_kept
)

select *
from counts
where orders_kept > 0
  and (orders_sent <> orders_kept or lines_sent <> lines_kept)
