select
  week_number,
  coalesce(department, 'NOT IN CATALOGUE') as department,
  count(*) as lines,
  sum(quantity) as units,
  sum(sales_amount) as sales_amount,
  sum(sales_amount) filter (where is_displayed or is_in_mailer) as promoted_sales_amount
from {{ref "fct_transactions"}}
group by all
