-- Recency, frequency and monetary value on the day after the last sale, each in fifths; 5 is best.
with moment as (
  select cast(max(last_ordered_at) as date) + 1 as today from {{ref "dim_customers"}}
),

measured as (
  select
    customers.customer_id,
    customers.country,
    date_diff('day', cast(customers.last_ordered_at as date), moment.today) as recency_days,
    customers.invoices as frequency,
    customers.net_amount as monetary_value
  from {{ref "dim_customers"}} as customers
  cross join moment
  where customers.invoices > 0
    and customers.net_amount > 0
),

scored as (
  select
    *,
    ntile(5) over (order by recency_days desc, customer_id) as recency_score,
    ntile(5) over (order by frequency, customer_id) as frequency_score,
    ntile(5) over (order by monetary_value, customer_id) as monetary_score
  from measured
)

select
  *,
  case
    when recency_score >= 4 and frequency_score >= 4 and monetary_score >= 4 then 'champions'
    when recency_score <= 2 and frequency_score >= 4 then 'at_risk'
    when frequency_score >= 4 then 'loyal'
    when recency_score >= 4 and frequency_score <= 2 then 'recent'
    when recency_score <= 2 and frequency_score <= 2 then 'hibernating'
    else 'needs_attention'
  end as segment
from scored
