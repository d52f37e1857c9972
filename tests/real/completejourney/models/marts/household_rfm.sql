-- Recency, frequency and monetary value on the day after the last receipt, each in fifths; 5 is best.
with moment as (
  select cast(max(transacted_at_local) as date) + 1 as today from {{ref "fct_baskets"}}
),

measured as (
  select
    baskets.household_id,
    date_diff('day', cast(max(baskets.transacted_at_local) as date), any_value(moment.today)) as recency_days,
    count(*) as frequency,
    sum(baskets.sales_amount) as monetary_value
  from {{ref "fct_baskets"}} as baskets
  cross join moment
  group by baskets.household_id
)

select
  *,
  ntile(5) over (order by recency_days desc, household_id) as recency_score,
  ntile(5) over (order by frequency, household_id) as frequency_score,
  ntile(5) over (order by monetary_value, household_id) as monetary_score
from measured
