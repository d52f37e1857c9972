-- One row per receipt, of which the sample holds some lines.
select
  basket_id,
  any_value(household_id) as household_id,
  any_value(store_id) as store_id,
  count(*) as lines,
  sum(sales_amount) as sales_amount,
  sum(paid_amount) as paid_amount,
  sum(retail_discount) as retail_discount,
  sum(coupon_discount) as coupon_discount,
  min(transacted_at) as transacted_at,
  min(transacted_at_local) as transacted_at_local
from {{ref "fct_transactions"}}
group by basket_id
