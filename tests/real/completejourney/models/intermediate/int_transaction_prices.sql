-- Lines with the prices behind them. A line of nothing (no quantity) has no price.
select
  *,
  {{> shelf_prices}}
from {{ref "stg_transactions"}}
