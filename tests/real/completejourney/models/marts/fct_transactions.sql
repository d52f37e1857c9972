select
  lines.transaction_line_id,
  lines.basket_id,
  lines.household_id,
  lines.store_id,
  lines.product_id,
  products.department,
  lines.quantity,
  lines.sales_amount,
  lines.retail_discount,
  lines.coupon_discount,
  lines.coupon_match_discount,
  lines.regular_price,
  lines.loyalty_price,
  lines.paid_amount,
  coalesce(promotions.is_displayed, false) as is_displayed,
  coalesce(promotions.is_in_mailer, false) as is_in_mailer,
  lines.week_number,
  lines.transacted_at,
  lines.transacted_at_local
from {{ref "int_transaction_prices"}} as lines
left join {{ref "stg_products"}} as products on products.product_id = lines.product_id
left join {{ref "stg_promotions"}} as promotions
  on promotions.product_id = lines.product_id
  and promotions.store_id = lines.store_id
  and promotions.week_number = lines.week_number
