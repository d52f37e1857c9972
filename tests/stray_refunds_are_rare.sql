{{config severity="warn"}}
-- Refunds of order lines that do not exist are left out of revenue; more than one in a hundred would be a broken feed.
select count(*) as refunds, count(*) filter (where items.order_item_id is null) as strays
from {{ref "stg_refunds"}} as refunds
left join {{ref "stg_order_items"}} as items on items.order_item_id = refunds.order_item_id
having count(*) filter (where items.order_item_id is null) > 0.01 * count(*)
