-- The three lines that the user guide works out by hand, put through the macro that the transactions go through. (The sample holds other
-- lines of these baskets, but not these.)
select
  basket_id,
  product_id,
  expected_regular_price,
  expected_loyalty_price,
  expected_paid_amount,
  {{> shelf_prices}}
from {{ref "worked_prices"}}
