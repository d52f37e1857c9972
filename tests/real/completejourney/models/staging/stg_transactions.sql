select
  md5(concat_ws('|', basket_id, product_id)) as transaction_line_id,
  basket_id,
  household_id,
  store_id,
  product_id,
  cast(quantity as integer) as quantity,
  cast(sales_value as decimal(12, 2)) as sales_amount,
  cast(retail_disc as decimal(12, 2)) as retail_discount,
  cast(coupon_disc as decimal(12, 2)) as coupon_discount,
  cast(coupon_match_disc as decimal(12, 2)) as coupon_match_discount,
  cast("week" as integer) as week_number,
  timezone('UTC', timezone('{{var "timezone"}}', cast(transaction_timestamp as timestamp))) as transacted_at,
  cast(transaction_timestamp as timestamp) as transacted_at_local
from {{source "grocer" "transactions"}}
