select
  product_id,
  valid_from,
  valid_to,
  price,
  currency,
  loaded_at
from {{source "shop" "product_prices"}}
