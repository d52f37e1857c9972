{{config severity="warn"}}
-- Lines without a product that the catalogue knows are kept, with their money; more than one in a hundred would be a broken feed.
select count(*) as lines, count(*) filter (where product_id is null) as without_product
from {{ref "fct_order_items"}}
having count(*) filter (where product_id is null) > 0.01 * count(*)
