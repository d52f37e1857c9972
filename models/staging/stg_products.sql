select
  product_id,
  sku,
  trim(product_name) as product_name,
  lower(trim(category)) as category,
  lower(trim(subcategory)) as subcategory,
  coalesce(nullif(trim(brand), ''), 'Unbranded') as brand,
  unit_cost,
  list_price,
  launched_on,
  discontinued_on,
  updated_at,
  loaded_at
from {{source "shop" "products"}}
