-- Receipts, lines and departments by week tell the same sales as the lines sent.
with totals as (
  select 'sent' as told_by, sum(sales_amount) as sales_amount from {{ref "stg_transactions"}}
  union all select 'lines', sum(sales_amount) from {{ref "fct_transactions"}}
  union all select 'baskets', sum(sales_amount) from {{ref "fct_baskets"}}
  union all select 'households', sum(sales_amount) from {{ref "dim_households"}}
  union all select 'products', sum(sales_amount) from {{ref "dim_products"}}
  union all select 'departments', sum(sales_amount) from {{ref "department_weekly"}}
)

select *
from totals
where sales_amount <> (select sales_amount from totals where told_by = 'sent')
