-- Customers by the month of their first sale, and how many of them bought again so many months later.
with months as (
  select distinct
    lines.customer_id,
    cast(date_trunc('month', lines.invoiced_at_local) as date) as active_month,
    cast(date_trunc('month', min(lines.invoiced_at_local) over (partition by lines.customer_id)) as date) as cohort_month
  from {{ref "fct_invoice_lines"}} as lines
  where lines.line_kind = 'sale'
    and lines.customer_id is not null
),

counted as (
  select
    cohort_month,
    date_diff('month', cohort_month, active_month) as month_number,
    count(*) as customers
  from months
  group by all
)

select
  cohort_month,
  month_number,
  customers,
  first_value(customers) over cohort as cohort_size,
  customers / first_value(customers) over cohort as retention_rate
from counted
window cohort as (partition by cohort_month order by month_number)
