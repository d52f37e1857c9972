select
  {{surrogateKey "product_id" "valid_from"}} as product_price_id,
  product_id,
  price,
  currency,
  valid_from,
  valid_to,
  valid_to is null as is_current,
  loaded_at
from {{ref "stg_product_prices"}}
