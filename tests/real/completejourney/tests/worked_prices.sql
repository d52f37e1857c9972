-- Vignette "The Complete Journey User Guide", section transactions: ($3.34 + $0.36) / 2 = $1.85; ($2.89 + $0.45) / 2 = $1.67;
-- the customer paid $2.34 ($2.89 - $0.55).
select *
from {{ref "worked_prices_found"}}
where regular_price <> expected_regular_price
  or loyalty_price <> expected_loyalty_price
  or paid_amount <> expected_paid_amount
