select
  cast(date_trunc('month', invoiced_at_local) as date) as month,
  count(distinct invoice_no) filter (where line_kind = 'sale') as invoices,
  count(distinct customer_id) filter (where line_kind = 'sale') as customers,
  sum(line_amount) filter (where line_kind = 'sale') as gross_amount,
  sum(line_amount) filter (where line_kind = 'cancellation') as cancelled_amount,
  sum(net_amount) as net_amount
from {{ref "fct_invoice_lines"}}
group by month
