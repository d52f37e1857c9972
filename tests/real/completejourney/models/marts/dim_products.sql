-- Products of the catalogue, and those sold that the catalogue does not know.
with sales as (
  select product_id, count(*) as lines, sum(quantity) as units, sum(sales_amount) as sales_amount
  from {{ref "fct_transactions"}}
  group by product_id
)

select
  coalesce(products.product_id, sales.product_id) as product_id,
  products.product_id is not null as is_in_catalogue,
  products.manufacturer_id,
  products.department,
  products.brand,
  products.product_category,
  products.product_type,
  products.package_size,
  coalesce(sales.lines, 0) as lines,
  coalesce(sales.units, 0) as units,
  coalesce(sales.sales_amount, 0) as sales_amount
from {{ref "stg_products"}} as products
full join sales on sales.product_id = products.product_id
