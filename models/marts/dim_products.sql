with sales as (
  select
    product_id,
    count(distinct order_id) as orders,
    sum(quantity) as units_sold,
    sum(net_amount) as net_revenue,
    max(ordered_at) as last_sold_at
  from {{ref "fct_order_items"}}
  where is_completed
    and product_id is not null
  group by product_id
),

current_prices as (
  select product_id, price
  from {{ref "stg_product_prices"}}
  where valid_to is null
)

select
  products.product_id,
  products.sku,
  products.product_name,
  products.category,
  products.subcategory,
  products.brand,
  products.unit_cost,
  products.list_price,
  coalesce(current_prices.price, products.list_price) as current_price,
  cast(1 - products.unit_cost / nullif(coalesce(current_prices.price, products.list_price), 0) as decimal(6, 4)) as margin_rate,
  products.launched_on,
  products.discontinued_on,
  products.discontinued_on is null as is_active,
  coalesce(sales.orders, 0) as lifetime_orders,
  coalesce(sales.units_sold, 0) as lifetime_units_sold,
  coalesce(sales.net_revenue, 0) as lifetime_net_revenue,
  sales.last_sold_at,
  products.updated_at,
  products.loaded_at
from {{ref "stg_products"}} as products
left join current_prices on current_prices.product_id = products.product_id
left join sales on sales.product_id = products.product_id
